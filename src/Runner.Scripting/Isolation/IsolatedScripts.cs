using System.Text.Json;
using Runner.Engine.Events;
using Runner.Engine.Events.Lines;
using Runner.Engine.Scripting;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Scripting.Isolation;

/// <summary>
/// Runs each script in a process of its own. What it says is taken over as it says it, so that whatever becomes of it, nothing is lost
/// that it had said; when it crashes, goes over its limits or does not end when it is told to, the script fails and nothing else.
/// </summary>
/// <param name="program">The program that runs one script, by <see cref="ScriptHost"/>.</param>
public sealed class IsolatedScripts(HostProgram program) : IScriptRunner
{
    /// <summary>How long a script that was told to end may take to do so, before its process is killed.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Told of the number of each process that is started; null for nobody.</summary>
    internal Action<int>? Started { get; init; }

    /// <inheritdoc/>
    public async ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel)
    {
        var isolation = call.Isolation ?? new();
        cancel.ThrowIfCancellationRequested();
        using var process = ScriptProcess.Start(program, isolation);
        Started?.Invoke(process.Id);
        using var reading = new CancellationTokenSource();
        var steps = call.Steps.Relay(ScriptHost.Root);
        var output = new ScriptOutput(steps);
        var told = new Told();
        var writing = output.ReadAsync(process.Output, reading.Token);
        var listening = ListenAsync(process, call, steps, told, reading.Token);
        await process.SayAsync(Words.Line(Words.Run, ("script", Value.From(HostedScript.Describe(call))))).ConfigureAwait(false);
        var killed = !await EndsAsync(listening, process, cancel).ConfigureAwait(false);
        var exitCode = await process.LeaveAsync(writing).ConfigureAwait(false);
        await reading.CancelAsync().ConfigureAwait(false);
        await listening.ConfigureAwait(false);
        await writing.ConfigureAwait(false);
        try
        {
            return Conclude(told, killed, exitCode, output, call, isolation, cancel);
        }
        catch (ScriptException e)
        {
            steps.Abandon(e.Error);
            throw;
        }
        catch (OperationCanceledException)
        {
            steps.Abandon(new("cancelled", "the script was ended"));
            throw;
        }
    }

    ScriptResult Conclude(Told told, bool killed, int exitCode, ScriptOutput output, ScriptCall call, ScriptIsolation isolation, CancellationToken cancel)
    {
        if (told.Result is not null || told.Error is not null) output.LogLastWords();
        if (told.Result is { } result) return result;
        if (told.Error is { } error) throw new ScriptException(ProcessEnd.WithLimit(error, isolation));
        if (told.Unreadable is { } unreadable) throw new ScriptException(new("script", $"what the script's process says cannot be read, and it was ended: {unreadable}"));
        if (killed)
            throw new ScriptException(new("script", $"{call.File ?? call.Location.Source.Path} was told to end and was still running {DurationText.Format(Grace)} later: it does not observe `Cancel`, so its process was killed") { Help = ScriptRunner.HowToEnd });
        if (told.Cancelled || cancel.IsCancellationRequested) throw new OperationCanceledException(cancel);
        throw new ScriptException(ProcessEnd.Explain(exitCode, output.LastWords, isolation));
    }

    /// <summary>Waits until the process has nothing more to say; when it shall end, tells it so, and kills it when it does not.</summary>
    /// <returns>Whether it ended without being killed.</returns>
    async Task<bool> EndsAsync(Task listening, ScriptProcess process, CancellationToken cancel)
    {
        var ending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancel.UnsafeRegister(static ending => ((TaskCompletionSource)ending!).TrySetResult(), ending);
        if (await Task.WhenAny(listening, ending.Task).ConfigureAwait(false) == listening) return true;
        _ = process.SayAsync(Words.Line(Words.Cancel));
        if (await Task.WhenAny(listening, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false) == listening) return true;
        await process.KillAsync().ConfigureAwait(false);
        return false;
    }

    /// <summary>Takes what the process says until its run is over, or it is gone. It does not throw.</summary>
    static async Task ListenAsync(ScriptProcess process, ScriptCall call, RelayedSteps steps, Told told, CancellationToken cancel)
    {
        try
        {
            while (await process.Lines.ReadAsync(cancel).ConfigureAwait(false) is { } line)
            {
                if (Words.Is(line)) await HearAsync(line, process, call, steps, told).ConfigureAwait(false);
                else if (EventLine.Read(line) is { } happened)
                {
                    steps.Publish(happened);
                    if (happened is RunFinished) return;
                }
            }
        }
        catch (Exception e) when (e is JsonException or EventFormatException or InvalidDataException)
        {
            told.Unreadable = e.Message;
            await process.KillAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone, which is told by what it did not say.
        }
    }

    static async Task HearAsync(string line, ScriptProcess process, ScriptCall call, RelayedSteps steps, Told told)
    {
        var (word, with) = Words.Read(line);
        switch (word)
        {
            case Words.Mask when Words.Text(with, "text") is { } secret:
                steps.Mask(secret);
                break;
            case Words.Ask:
                await process.SayAsync(Answer(with, call)).ConfigureAwait(false);
                break;
            case Words.Result:
                told.Result = new(with.TryGet("value", out var value) ? value : null, with.TryGet("outputs", out var outputs) ? outputs.AsObject().Entries.ToDictionary(output => output.Key, output => (object?)output.Value, StringComparer.Ordinal) : new());
                break;
            case Words.Failed when with.TryGet("error", out var error):
                told.Error = Words.ErrorOf(error.AsObject());
                break;
            case Words.Cancelled:
                told.Cancelled = true;
                break;
        }
    }

    /// <summary>What the script wants to know of the workflow.</summary>
    static byte[] Answer(IValueObject question, ScriptCall call)
    {
        var id = question.TryGet("id", out var asked) ? asked : Value.Null;
        var name = Words.Text(question, "name") ?? "";
        try
        {
            var value = Words.Text(question, "kind") == "variable" ? call.Steps.Variable(name) is { } variable ? Value.From(variable) : null : call.Context(name);
            return value is { } found ? Words.Line(Words.Answer, ("id", id), ("value", found)) : Words.Line(Words.Answer, ("id", id));
        }
        catch (Exception e)
        {
            // What is lazy may fail when it is looked at; the script's process gets to know, as the script would here.
            return Words.Line(Words.Answer, ("id", id), ("error", Value.From(e.Message)));
        }
    }

    /// <summary>What the process said of the script's end.</summary>
    sealed class Told
    {
        public ScriptResult? Result { get; set; }

        public ErrorInfo? Error { get; set; }

        public bool Cancelled { get; set; }

        public string? Unreadable { get; set; }
    }
}
