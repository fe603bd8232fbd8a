using Runner.Engine.Events;
using Runner.Sdk;

namespace Runner.Reporting;

/// <summary>Writes what stays on the screen: a line for what has happened, and at the end the failures and the summary.</summary>
sealed class RunView(AnsiText output, Glyphs glyphs, RunNames names)
{
    // More than these nobody reads in a terminal.
    const int MaxFailures = 10;
    const int DetailIndent = LineLayout.Margin + 2;

    // What is kept until the end does not grow with what has run.
    readonly List<Failure> failures = [];
    readonly OrderedDictionary<string, JobTally> jobs = new(StringComparer.Ordinal);
    string workflow = "";
    readonly PassedOnFailures passedOn = new();
    int failedSteps;
    int shownSteps;

    sealed record Failure(string Title, bool IsForgiven, List<DetailLine> Details);

    internal void Write(RunStarted run, LineLayout layout)
    {
        failures.Clear();
        jobs.Clear();
        failedSteps = shownSteps = 0;
        workflow = run.Workflow;
        var name = DisplayWidth.Fit(SafeText.OneLine(run.Workflow), layout.Width - LineLayout.Margin, glyphs.Ellipsis);
        var about = SafeText.OneLine(run.File) + " " + glyphs.Dot + " " + Amounts.Count(run.StepCount, "step");
        output.EndLine().Spaces(LineLayout.Margin).Write(Tone.Strong, name).Spaces(2);
        output.Write(Tone.Dim, DisplayWidth.Fit(about, layout.Width - output.Column, glyphs.Ellipsis)).EndLine();
        if (!string.IsNullOrEmpty(run.Description))
        {
            var description = new DetailLine(0, "", run.Description.Trim().Replace('\n', ' ')) { Tone = Tone.Dim, MaxRows = 3 };
            layout.WriteDetails(output, [description], LineLayout.Margin);
        }
        output.EndLine();
    }

    internal void Write(RunResumed run, LineLayout layout)
    {
        layout.Write(output, Tone.Warning, glyphs.Retry, "", SafeText.OneLine(workflow), Tone.Dim, ResumedText.Of(run), "");
        output.EndLine();
    }

    internal void Count(JobStarted job)
    {
        if (EventPath.RootOf(job.Job) == job.Job) TallyOf(job.Job).Name = NameOf(job.Job, job.Name);
    }

    internal void Count(JobFinished job)
    {
        if (EventPath.RootOf(job.Job) != job.Job) return;
        var tally = TallyOf(job.Job);
        (tally.Duration, tally.Outcome, tally.IsForgiven, tally.Items) = (job.Duration, job.Outcome, job.Conclusion != job.Outcome, job.Items);
    }

    /// <summary>The steps of a batch are steps of the job, though another run tells of them.</summary>
    internal void Count(BatchFinished batch)
    {
        var tally = TallyOf(EventPath.RootOf(batch.Job));
        tally.Add(Outcome.Success, batch.Succeeded);
        tally.Add(Outcome.Failure, batch.Failed);
        tally.Add(Outcome.Skipped, batch.Skipped);
        tally.Add(Outcome.Cancelled, batch.Cancelled);
    }

    internal void Count(StepFinished step)
    {
        // Of a repeated step the items have been counted; a called workflow's steps are its caller's.
        if (step.Items is null) TallyOf(EventPath.RootOf(EventPath.JobOf(step.Step.Path))).Add(step.Outcome);
        if (step.Outcome != Outcome.Failure || step.Items is not null) return;
        failedSteps++;
        if (failures.Count >= MaxFailures) return;
        shownSteps++;
        failures.Add(new(names.TitleOf(step.Step), step.Conclusion != step.Outcome, passedOn.SourceOf(step, names.TitleOf(step.Step)) is { } inner ? FailureDetails.PassedOn(step, inner) : FailureDetails.Of(step)));
    }

    /// <summary>A line for a job whose steps have not said it all: it was repeated, did not run, or failed of itself.</summary>
    internal void Write(JobFinished job, LineLayout layout)
    {
        var forgiven = job.Conclusion != job.Outcome;
        // That the whole goes on is said of the whole, not of each item.
        if (job.Items is null && job.Error is null && (!forgiven || EventPath.LoopOf(job.Job) is not null)) return;
        var tone = Signs.ToneOf(job.Outcome, forgiven);
        var failed = job.Outcome == Outcome.Failure;
        var note = job.Items is { } items ? Counts.Of(items) : "";
        if (job.Error is { } error) note = Join(note, failed ? error.Kind + ": " + error.Message : error.Message);
        if (forgiven) note = Join("continues", note);
        var duration = job.Outcome == Outcome.Skipped ? "" : Amounts.Duration(job.Duration);
        layout.Write(output, tone, Signs.Of(glyphs, job.Outcome), "", names.TitleOf(job.Job), failed ? tone : Tone.Dim, note, duration);
        output.EndLine();
        if (failed && job.Error is { } reason && failures.Count < MaxFailures) failures.Add(new(names.TitleOf(job.Job), forgiven, FailureDetails.Of(reason)));
    }

    internal void WriteFailuresAreCounted(string loop, LineLayout layout)
    {
        layout.Write(output, Tone.Dim, glyphs.Ellipsis[..1], "", loop, Tone.Dim, "more failures are only counted", "");
        output.EndLine();
    }

    internal void Write(JobWaiting job, LineLayout layout)
    {
        var title = job.Job.Length == 0 ? SafeText.OneLine(workflow) : names.TitleOf(job.Job);
        layout.Write(output, Tone.Warning, glyphs.Retry, "", title, Tone.Dim, "waits for a place in " + job.Group, "");
        output.EndLine();
    }

    internal void Write(BatchStarted batch, LineLayout layout)
    {
        layout.Write(output, Tone.Dim, glyphs.Dot, "", names.TitleOf(batch.Job), Tone.Dim, BatchText.Of(batch), "");
        output.EndLine();
    }

    internal void Write(BatchFinished batch, LineLayout layout)
    {
        var tone = Signs.ToneOf(batch.Outcome, forgiven: false);
        var note = BatchText.Of(batch);
        if (batch.Error is { } error) note = Join(note, error.Kind + ": " + error.Message);
        layout.Write(output, tone, Signs.Of(glyphs, batch.Outcome), "", names.TitleOf(batch.Job), batch.Outcome == Outcome.Failure ? tone : Tone.Dim, note, Amounts.Duration(batch.Duration));
        output.EndLine();
    }

    internal void Write(StepFinished step, LineLayout layout)
    {
        var forgiven = step.Conclusion != step.Outcome;
        var tone = Signs.ToneOf(step.Outcome, forgiven);
        var note = ResultDigest.Of(step);
        if (step.Attempts > 1) note = Join(note, Amounts.Count(step.Attempts, "attempt"));
        if (forgiven) note = Join("continues", note);
        var noteTone = step.Outcome == Outcome.Failure ? tone : Tone.Dim;
        var duration = step.Outcome == Outcome.Skipped ? "" : Amounts.Duration(step.Duration);
        WriteLine(layout, tone, Signs.Of(glyphs, step.Outcome), step.Step, noteTone, note, duration);
    }

    internal void Write(RetryScheduled retry, LineLayout layout)
    {
        var why = retry.ErrorKind is { } kind ? kind + ": " + retry.Reason : retry.Reason;
        var note = "attempt " + Amounts.Number(retry.Attempt) + " of " + Amounts.Number(retry.Attempts) + " " + glyphs.Dot + " " + why;
        WriteLine(layout, Tone.Warning, glyphs.Retry, retry.Step, Tone.Dim, note, "next in " + Amounts.Duration(retry.Delay));
    }

    internal void Write(StepLogged log, LineLayout layout)
    {
        if (log.Level == LogLevel.Debug) return;
        var tone = log.Level switch
        {
            LogLevel.Warning => Tone.Warning,
            LogLevel.Error => Tone.Bad,
            _ => Tone.Dim,
        };
        foreach (var line in log.Message.Split('\n')) WriteLine(layout, tone, glyphs.Dot, log.Step, tone, line.TrimEnd('\r'), "");
    }

    internal void Write(ConnectionOpened opened, LineLayout layout) =>
        WriteLine(layout, Tone.Accent, glyphs.Connected, opened.Step, Tone.Dim, opened.Description, "");

    internal void Write(ConnectionClosed closed, LineLayout layout)
    {
        if (closed.Error is not { } error) return;
        WriteLine(layout, Tone.Warning, glyphs.Connected, closed.Step, Tone.Warning, "closing " + closed.Description + " failed", "");
        layout.WriteDetails(output, FailureDetails.Of(error), DetailIndent);
    }

    internal void Write(RunFinished run, LineLayout layout)
    {
        foreach (var failure in failures) Write(failure, layout);
        if (failedSteps > shownSteps)
        {
            var more = glyphs.Ellipsis + " and " + Amounts.Count(failedSteps - shownSteps, "more failed step");
            more = DisplayWidth.Fit(more, layout.Width - LineLayout.Margin, glyphs.Ellipsis);
            output.EndLine().Spaces(LineLayout.Margin).Write(Tone.Dim, more).EndLine();
        }
        if (run.Error is { } error) Write(new Failure(SafeText.OneLine(workflow), IsForgiven: run.Outcome != Outcome.Failure, FailureDetails.Of(error)), layout);
        WriteOutputs(run, layout);
        output.EndLine();
        SummaryTable.Write(output, glyphs, layout, jobs.Values);
        output.Spaces(LineLayout.Margin).Write(Signs.ToneOf(run.Outcome), Signs.Of(glyphs, run.Outcome) + " " + Counts.Verb(run.Outcome)).Spaces(2);
        var counts = Counts.Of(run) + " in " + Amounts.Duration(run.Duration);
        output.Write(Tone.Normal, DisplayWidth.Fit(counts, layout.Width - output.Column, glyphs.Ellipsis)).EndLine();
        output.EndLine();
    }

    void Write(Failure failure, LineLayout layout)
    {
        var tone = failure.IsForgiven ? Tone.Warning : Tone.Bad;
        var title = DisplayWidth.Fit(failure.Title, layout.Width - LineLayout.Margin - 2, glyphs.Ellipsis);
        output.EndLine().Spaces(LineLayout.Margin).Write(tone, glyphs.Failed).Spaces(1).Write(Tone.Strong, title).EndLine();
        layout.WriteDetails(output, failure.Details, DetailIndent);
    }

    void WriteOutputs(RunFinished run, LineLayout layout)
    {
        var lines = new List<DetailLine>();
        foreach (var (name, text) in OutputLines.Of(run.Outputs)) lines.Add(new(0, name + " =", text) { LabelTone = Tone.Accent, MaxRows = 3 });
        if (lines.Count == 0) return;
        output.EndLine().Spaces(LineLayout.Margin).Write(Tone.Strong, "outputs").EndLine();
        layout.WriteDetails(output, lines, DetailIndent);
    }

    void WriteLine(LineLayout layout, Tone signTone, string sign, StepIdentity step, Tone noteTone, string note, string time)
    {
        layout.Write(output, signTone, sign, names.PrefixOf(step), SafeText.OneLine(step.Name), noteTone, note, time);
        output.EndLine();
    }

    string Join(string left, string right) => left.Length == 0 || right.Length == 0 ? left + right : left + " " + glyphs.Dot + " " + right;

    JobTally TallyOf(string job)
    {
        if (jobs.TryGetValue(job, out var tally)) return tally;
        tally = new JobTally(NameOf(job, job));
        jobs.Add(job, tally);
        return tally;
    }

    // The one job of a workflow that names none is called what the workflow is.
    string NameOf(string job, string name) => job.Length == 0 || name == EventPath.ImplicitJob ? workflow : name;
}
