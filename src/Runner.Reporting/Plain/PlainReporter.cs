using Runner.Engine.Events;
using Runner.Sdk;

namespace Runner.Reporting;

/// <summary>
/// A run as plain lines, for pipes, CI and log collectors: one line a thing, nothing redrawn, no colours. A failed step
/// is followed by indented lines that say why. Of jobs and items that succeed their steps' lines are enough.
/// </summary>
/// <remarks>
/// On the way of every ordinary <c>runner run</c>, so it uses nothing that costs time to load. Each event is flushed:
/// who reads the pipe sees a line when it happens.
/// </remarks>
/// <param name="writer">Where to write. It is flushed but not closed.</param>
public sealed class PlainReporter(TextWriter writer) : IRunObserver
{
    const string Indent = "      ";

    readonly RunNames names = new();
    readonly PassedOnFailures passedOn = new();
    readonly HashSet<string> waitsSaid = new(StringComparer.Ordinal);
    string workflow = "";

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        ArgumentNullException.ThrowIfNull(runEvent);
        switch (runEvent)
        {
            case StepStarted step: names.Add(step); return;
            case JobStarted job: names.Add(job); return;
            case StepFinished step:
                WriteStep(step);
                names.Remove(step);
                break;
            case JobFinished job:
                WriteJob(job);
                names.Remove(job);
                break;
            case JobWaiting job: WriteWait(job); break;
            case BatchStarted batch: Line("batch ", names.TitleOf(batch.Job), BatchText.Of(batch)); break;
            case BatchFinished batch: WriteBatch(batch); break;
            case RetryScheduled retry: WriteRetry(retry); break;
            case StepLogged log: WriteLog(log); break;
            case ConnectionOpened opened: WriteConnection(opened); break;
            case ConnectionClosed { Error: { } error } closed: WriteCloseFailure(closed, error); break;
            case RunStarted run: WriteStart(run); break;
            case RunResumed run: Line("again ", workflow, ResumedText.Of(run)); break;
            case RunFinished run: WriteEnd(run); break;
            default: return;
        }
        writer.Flush();
    }

    void WriteStart(RunStarted run)
    {
        names.Clear();
        waitsSaid.Clear();
        workflow = SafeText.OneLine(run.Workflow);
        Line("run   ", workflow, SafeText.OneLine(run.File), Amounts.Count(run.StepCount, "step"));
    }

    static string TagOf(Outcome outcome) => outcome switch
    {
        Outcome.Success => "ok    ",
        Outcome.Failure => "FAIL  ",
        Outcome.Skipped => "skip  ",
        _ => "stop  ",
    };

    void WriteStep(StepFinished step)
    {
        // A failure's reason stands below it; a skipped or cancelled step has its reason on its line.
        var digest = step.Outcome == Outcome.Failure && step.Items is null ? ResultDigest.OfResult(step.Result) : ResultDigest.Of(step);
        Line(
            TagOf(step.Outcome),
            names.TitleOf(step.Step),
            SafeText.OneLine(digest),
            step.Attempts > 1 ? Amounts.Count(step.Attempts, "attempt") : "",
            step.Outcome == Outcome.Skipped ? "" : Amounts.Duration(step.Duration),
            step.Conclusion != step.Outcome ? "(continues)" : "");
        if (step.Outcome == Outcome.Failure && step.Items is null) WriteDetails(passedOn.SourceOf(step, names.TitleOf(step.Step)) is { } inner ? FailureDetails.PassedOn(step, inner) : FailureDetails.Of(step));
    }

    /// <summary>A line for a job whose steps have not said it all: it was repeated, did not run, or failed of itself.</summary>
    void WriteJob(JobFinished job)
    {
        var failed = job.Outcome == Outcome.Failure;
        // That the whole goes on is said of the whole, not of each item.
        if (job.Items is null && job.Error is null && (job.Conclusion == job.Outcome || EventPath.LoopOf(job.Job) is not null)) return;
        Line(
            TagOf(job.Outcome),
            names.TitleOf(job.Job),
            job.Items is { } items ? Counts.Of(items) : "",
            job.Error is { } reason && !failed ? SafeText.OneLine(reason.Message) : "",
            job.Outcome == Outcome.Skipped ? "" : Amounts.Duration(job.Duration),
            job.Conclusion != job.Outcome ? "(continues)" : "");
        if (failed && job.Error is { } error) WriteDetails(FailureDetails.Of(error));
    }

    void WriteWait(JobWaiting job)
    {
        // Of many items that wait, one tells enough.
        if (EventPath.LoopOf(job.Job) is { } loop && !waitsSaid.Add(loop + " " + job.Group)) return;
        Line("wait  ", job.Job.Length == 0 ? workflow : names.TitleOf(job.Job), "for a place in the concurrency group " + SafeText.OneLine(job.Group));
    }

    void WriteBatch(BatchFinished batch)
    {
        Line(TagOf(batch.Outcome), names.TitleOf(batch.Job), BatchText.Of(batch), Amounts.Duration(batch.Duration));
        if (batch.Error is { } error) WriteDetails(FailureDetails.Of(error));
    }

    void WriteConnection(ConnectionOpened opened)
    {
        // A line for each of a thousand items is enough.
        if (!EventPath.IsInLoop(opened.Step.Path)) Line("open  ", names.TitleOf(opened.Step), SafeText.OneLine(opened.Description));
    }

    void WriteRetry(RetryScheduled retry)
    {
        var text = "attempt " + Amounts.Number(retry.Attempt) + " of " + Amounts.Number(retry.Attempts) + ": ";
        if (retry.ErrorKind is { } kind) text += kind + ": ";
        Line("retry ", names.TitleOf(retry.Step), SafeText.OneLine(text + retry.Reason) + "; next in " + Amounts.Duration(retry.Delay));
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
        foreach (var line in log.Message.Split('\n')) Line(tag, names.TitleOf(log.Step), SafeText.OneLine(line.TrimEnd('\r')));
    }

    void WriteCloseFailure(ConnectionClosed closed, ErrorInfo error)
    {
        Line("warn  ", names.TitleOf(closed.Step), "closing " + SafeText.OneLine(closed.Description) + " failed");
        WriteDetails(FailureDetails.Of(error));
    }

    void WriteEnd(RunFinished run)
    {
        if (run.Error is { } error)
        {
            var failed = run.Outcome == Outcome.Failure;
            Line(TagOf(run.Outcome), workflow, failed ? "" : SafeText.OneLine(error.Message));
            if (failed) WriteDetails(FailureDetails.Of(error));
        }
        foreach (var (name, text) in OutputLines.Of(run.Outputs)) Line("output ", SafeText.OneLine(name) + " = " + SafeText.OneLine(text), "");
        Line("end   ", Counts.Verb(run.Outcome), Counts.Of(run), Amounts.Duration(run.Duration));
    }

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
