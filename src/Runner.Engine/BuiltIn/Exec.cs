using System.ComponentModel;
using System.Diagnostics;
using Runner.Engine.BuiltIn.Programs;
using Runner.Engine.Steps;
using Runner.Sdk;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Processes;

namespace Runner.Engine.BuiltIn;

[Action("exec", DefaultExpect = "result.exitCode == 0"), Description("Starts a local program and waits for its end.")]
sealed record Exec : IAction<ExecResult>
{
    public static readonly LoadedAction Loaded = LoadedAction.Of<Exec, ExecResult>();

    /// <summary>How long output is read on after the program's end, when another process holds it open.</summary>
    static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(1);

    static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    [Description("The program and its arguments, as a list. No shell reads it: for a shell's syntax start one, as in [sh, -c, 'ls | wc -l']")]
    public required IReadOnlyList<string> Command { get; init; }

    [Description("What the program reads from its standard input; without it, nothing")]
    public string? Stdin { get; init; }

    [Description("Environment variables to add; null takes one away")]
    public IReadOnlyDictionary<string, string?>? Env { get; init; }

    [Description("Whether the program gets Runner's own environment variables too, but never those that are secrets of the workflow")]
    public bool InheritEnv { get; init; } = true;

    [Description("The folder that the program starts in, relative to the workflow's, which is the default")]
    public string? Directory { get; init; }

    [Description("How many bytes are kept of standard output, and of standard error; what follows is read and dropped")]
    public int MaxOutput { get; init; } = 1024 * 1024;

    // Programs live in real time: the run's clock, which a test may hold still, measures none of this.
    public async ValueTask<ExecResult> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (MaxOutput < 0) throw new ActionInputException("max-output", "it cannot be less than 0");
        var marker = Guid.NewGuid().ToString("N");
        var start = ProgramStart.Of(this, context.BaseDirectory, (context as StepContext)?.SecretNames ?? [], marker);
        var started = Stopwatch.GetTimestamp();
        using var process = ProgramStart.Start(start, Command[0]);
        using var reading = new CancellationTokenSource();
        var stdout = new OutputBuffer(MaxOutput);
        var stderr = new OutputBuffer(MaxOutput);
        var streams = Task.WhenAll(stdout.ReadAsync(process.StandardOutput.BaseStream, reading.Token), stderr.ReadAsync(process.StandardError.BaseStream, reading.Token));
        var writing = WriteAsync(process.StandardInput.BaseStream, reading.Token);
        try
        {
            await WaitAsync(process, () => stdout.LastLine ?? stderr.LastLine, context, cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            if (await new ProcessTree(process, marker).EndAsync().ConfigureAwait(false) is { Count: > 0 } living)
                context.Log(LogLevel.Warning, $"these processes that the step started could not be ended: {string.Join(", ", living)}");
            await StopAsync().ConfigureAwait(false);
            throw;
        }

        var duration = Stopwatch.GetElapsedTime(started);
        await Task.WhenAny(streams, Task.Delay(DrainLimit, CancellationToken.None)).ConfigureAwait(false);
        if (!streams.IsCompleted)
            context.Log(LogLevel.Warning, $"{Command[0]} has ended, but a process that it started holds its output open; that is not read any more. A service started here should have its output redirected");
        await StopAsync().ConfigureAwait(false);
        return new(process.ExitCode, stdout, stderr, duration, Command[0]);

        async Task StopAsync()
        {
            await reading.CancelAsync().ConfigureAwait(false);
            await streams.ConfigureAwait(false);
            await writing.ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the end; a program that takes long shows life by the last line that it wrote.</summary>
    static async Task WaitAsync(Process process, Func<string?> lastLine, ActionContext context, CancellationToken cancel)
    {
        var ended = process.WaitForExitAsync(cancel);
        string? shown = null;
        while (await Task.WhenAny(ended, Task.Delay(ProgressInterval, CancellationToken.None)).ConfigureAwait(false) != ended)
        {
            if (lastLine() is not { } line || line == shown) continue;
            context.Progress(line);
            shown = line;
        }

        await ended.ConfigureAwait(false);
    }

    async Task WriteAsync(Stream input, CancellationToken cancel)
    {
        await using (input.ConfigureAwait(false))
        {
            if (string.IsNullOrEmpty(Stdin)) return;
            try
            {
                await input.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Stdin), cancel).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // A program need not read what it is given: `head -1` does not.
            }
        }
    }
}
