using Runner.Engine.Events;
using Runner.Sdk;

namespace Runner.Reporting;

/// <summary>
/// A run as plain lines, for pipes, CI and log collectors: one line a thing, nothing redrawn, no colours. A failed step
/// is followed by indented lines that say why.
/// </summary>
/// <remarks>
/// On the way of every ordinary <c>runner run</c>, so it uses nothing that costs time to load. Each event is flushed:
/// who reads the pipe sees a line when it happens.
/// </remarks>
/// <param name="writer">Where to write. It is flushed but not closed.</param>
public sealed class PlainReporter(TextWriter writer) : IRunObserver
{
    const string Indent = "      ";

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        ArgumentNullException.ThrowIfNull(runEvent);
        switch (runEvent)
        {
            case StepFinished step: WriteStep(step); break;
            case RetryScheduled retry: WriteRetry(retry); break;
            case StepLogged log: WriteLog(log); break;
            case ConnectionOpened opened: Line("open  ", StepTitle.Of(opened.Step), SafeText.OneLine(opened.Description)); break;
            case ConnectionClosed { Error: { } error } closed: WriteCloseFailure(closed, error); break;
            case RunStarted run:
                Line("run   ", SafeText.OneLine(run.Workflow), SafeText.OneLine(run.File), Amounts.Count(run.StepCount, "step"));
                break;
            case RunFinished run: WriteSummary(run); break;
            default: return;
        }
        writer.Flush();
    }

    void WriteStep(StepFinished step)
    {
        var tag = step.Outcome switch
        {
            Outcome.Success => "ok    ",
            Outcome.Failure => "FAIL  ",
            Outcome.Skipped => "skip  ",
            _ => "stop  ",
        };
        // A failure's reason stands below it; a skipped or cancelled step has its reason on its line.
        var digest = step.Outcome == Outcome.Failure ? ResultDigest.OfResult(step.Result) : ResultDigest.Of(step);
        Line(
            tag,
            StepTitle.Of(step.Step),
            SafeText.OneLine(digest),
            step.Attempts > 1 ? Amounts.Count(step.Attempts, "attempt") : "",
            step.Outcome == Outcome.Skipped ? "" : Amounts.Duration(step.Duration),
            step.Conclusion != step.Outcome ? "(continues)" : "");
        if (step.Outcome == Outcome.Failure) WriteDetails(FailureDetails.Of(step));
    }

    void WriteRetry(RetryScheduled retry)
    {
        var text = "attempt " + Amounts.Number(retry.Attempt) + " of " + Amounts.Number(retry.Attempts) + ": ";
        if (retry.ErrorKind is { } kind) text += kind + ": ";
        Line("retry ", StepTitle.Of(retry.Step), SafeText.OneLine(text + retry.Reason) + "; next in " + Amounts.Duration(retry.Delay));
    }

    void WriteLog(StepLogged log)
    {
        if (log.Level == LogLevel.Debug) return;
        var tag = log.Level switch
        {
            LogLevel.Warning => "warn  ",
            LogLevel.Error => "error ",
            _ => "log   ",
        };
        foreach (var line in log.Message.Split('\n')) Line(tag, StepTitle.Of(log.Step), SafeText.OneLine(line.TrimEnd('\r')));
    }

    void WriteCloseFailure(ConnectionClosed closed, ErrorInfo error)
    {
        Line("warn  ", StepTitle.Of(closed.Step), "closing " + SafeText.OneLine(closed.Description) + " failed");
        var lines = new List<DetailLine>();
        FailureDetails.AddError(lines, error, alreadySaid: false);
        WriteDetails(lines);
    }

    void WriteSummary(RunFinished run) =>
        Line(
            "end   ",
            Counts.Verb(run.Outcome),
            Counts.Of(run),
            Amounts.Duration(run.Duration));

    void WriteDetails(List<DetailLine> lines)
    {
        foreach (var line in lines)
        {
            writer.Write(Indent);
            for (var i = 0; i < line.Depth; i++) writer.Write("  ");
            writer.Write(SafeText.OneLine(line.Label));
            if (line.Label.Length > 0 && line.Text.Length > 0) writer.Write(' ');
            writer.Write(SafeText.OneLine(line.Text));
            writer.Write('\n');
        }
    }

    void Line(string tag, string title, string first, string second = "", string third = "", string fourth = "")
    {
        writer.Write(tag);
        writer.Write(title);
        Part(first);
        Part(second);
        Part(third);
        Part(fourth);
        writer.Write('\n');
    }

    void Part(string text)
    {
        if (text.Length == 0) return;
        writer.Write("  ");
        writer.Write(text);
    }
}
