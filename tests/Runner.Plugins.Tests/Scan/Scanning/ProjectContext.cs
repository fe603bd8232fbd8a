using Runner.Sdk;

namespace Runner.Plugins.Tests.Scan.Scanning;

/// <summary>An action's context in a project of its own, where scans are kept.</summary>
sealed class ProjectContext(string folder) : ActionContext, IAsyncDisposable
{
    readonly TestActionContext inner = new();

    public IEnumerable<(LogLevel Level, string Message)> Logged => inner.Logged;

    /// <summary>Told lines that people see.</summary>
    public Action<string>? OnLog { get; set; }

    public override TimeProvider Time => inner.Time;

    public override string BaseDirectory => folder;

    public override void Log(LogLevel level, string message)
    {
        inner.Log(level, message);
        if (level == LogLevel.Info) OnLog?.Invoke(message);
    }

    public override void Progress(string message, double? fraction = null) => inner.Progress(message, fraction);

    public override void Mask(string secret) => inner.Mask(secret);

    public override void Open(IConnection connection) => inner.Open(connection);

    public override T Shared<T>() => inner.Shared<T>();

    public override T ForJob<T>() => inner.ForJob<T>();

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
