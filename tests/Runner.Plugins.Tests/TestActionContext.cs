using System.Collections.Concurrent;
using Runner.Sdk;
using Runner.Sdk.Inventory;

namespace Runner.Plugins.Tests;

/// <summary>What an action sees of Runner, with everything that it says kept for assertions.</summary>
public sealed class TestActionContext : ActionContext, IAsyncDisposable
{
    readonly ConcurrentDictionary<Type, object> shared = new();
    readonly ConcurrentDictionary<Type, IAsyncDisposable> ofJob = new();

    public ConcurrentQueue<(LogLevel Level, string Message)> Logged { get; } = new();

    public ConcurrentQueue<string> Masked { get; } = new();

    public object? PartialResult { get; private set; }

    public List<IConnection> Opened { get; } = [];

    public List<InventoryHost> Hosts { get; } = [];

    public NetworkPolicy Policy { get; init; } = NetworkPolicy.Default;

    public override NetworkPolicy Network => Policy;

    public override TimeProvider Time => Clock;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public override string BaseDirectory => AppContext.BaseDirectory;

    public override void Log(LogLevel level, string message) => Logged.Enqueue((level, message));

    public override void Progress(string message, double? fraction = null) => Logged.Enqueue((LogLevel.Debug, message));

    public override void LeavePartialResult(object result) => PartialResult = result;

    public override void Mask(string secret) => Masked.Enqueue(secret);

    public override void Open(IConnection connection) => Opened.Add(connection);

    public override T Shared<T>() => (T)shared.GetOrAdd(typeof(T), static _ => new T());

    public override T ForJob<T>() => (T)ofJob.GetOrAdd(typeof(T), static _ => new T());

    public override InventoryHost? FindHost(string name) => Hosts.Find(host => host.Name == name);

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in Enumerable.Reverse(Opened)) await connection.DisposeAsync();
        foreach (var state in ofJob.Values) await state.DisposeAsync();
        foreach (var state in shared.Values) (state as IDisposable)?.Dispose();
    }
}
