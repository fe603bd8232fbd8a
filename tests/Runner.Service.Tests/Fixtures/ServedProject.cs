using System.Text;
using Runner.Service.Logging;
using Runner.Store;
using Runner.Store.Reading;
using Runner.Workflows.Configuration;

namespace Runner.Service.Tests.Fixtures;

/// <summary>A project in a folder of its own, and services of this process that serve it.</summary>
sealed class ServedProject : IAsyncDisposable
{
    readonly List<Served> served = [];

    public ServedProject() => Directory.CreateDirectory(Path.Combine(Folder, "workflows"));

    public string Folder { get; } = Directory.CreateTempSubdirectory("runner-serve-").FullName;

    public ServiceConfiguration Configuration { get; set; } = new() { Drain = TimeSpan.FromSeconds(5) };

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Write(string file, string text)
    {
        var path = Path.Combine(Folder, "workflows", file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A workflow that says something on a schedule.</summary>
    public string WriteLog(string file, string schedule, string message = "hello", string? steps = null) => Write(file, $$"""
        on: { schedule: {{schedule}} }
        steps: {{steps ?? $"[{{ uses: log, with: {{ message: {message} }} }}]"}}
        """);

    public Task<RunStore> OpenStoreAsync(TimeProvider? time = null) => RunStore.OpenAsync(new() { Location = Path.Combine(Folder, "runner.db"), Time = time ?? TimeProvider.System }, Cancel);

    public async Task<Served> StartAsync(TimeProvider? time = null)
    {
        var log = new LogLines();
        var store = await OpenStoreAsync(time);
        var options = new ServiceOptions
        {
            Store = store,
            Configuration = Configuration,
            Project = Folder,
            Composer = new LogOnly(),
            Log = new(log, json: false, ServiceLogLevel.Debug, time ?? TimeProvider.System),
            Time = time ?? TimeProvider.System,
            Poll = TimeSpan.FromMilliseconds(200),
        };
        var service = new Served(new(options), store, log);
        served.Add(service);
        await service.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var each in served) await each.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Waits for what is to come true soon.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what, int seconds = 20)
    {
        var end = DateTime.UtcNow.AddSeconds(seconds);
        while (!await holds())
        {
            if (DateTime.UtcNow > end) throw new TimeoutException($"it did not come true: {what}");
            await Task.Delay(20, Cancel);
        }
    }
}

/// <summary>A service of this process.</summary>
sealed class Served(RunnerService service, RunStore store, LogLines log) : IAsyncDisposable
{
    readonly CancellationTokenSource stop = new();
    Task running = Task.CompletedTask;
    bool ended;

    public RunnerService Service => service;

    public RunStore Store => store;

    public string Log => log.Text;

    public async Task StartAsync()
    {
        var ready = new TaskCompletionSource();
        running = Task.Run(() => service.RunAsync(() => ready.TrySetResult(), stop.Token));
        await Task.WhenAny(ready.Task, running);
        if (running.IsFaulted) await running;
    }

    public Task SaysAsync(string text, int seconds = 20) => ServedProject.UntilAsync(() => Task.FromResult(Log.Contains(text, StringComparison.Ordinal)), $"the log says {text}; it says:\n{Log}", seconds);

    public async Task<IReadOnlyList<RunSummary>> RunsAsync(string? state = "success") =>
        await store.Runs.ListAsync(new() { States = state is null ? [] : [state] }, null, 1000, CancellationToken.None);

    public async Task StopAsync()
    {
        if (ended) return;
        ended = true;
        await stop.CancelAsync();
        await running;
        await store.DisposeAsync();
        service.Dispose();
        stop.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync();
}

/// <summary>What a service said.</summary>
sealed class LogLines : MemoryStream
{
    readonly Lock gate = new();

    public string Text
    {
        get
        {
            lock (gate) return Encoding.UTF8.GetString(ToArray());
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (gate) base.Write(buffer, offset, count);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (gate) base.Write(buffer);
    }
}
