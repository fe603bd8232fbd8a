using Runner.Engine.Events;
using Runner.Sdk;

namespace Runner.Reporting;

/// <summary>Writes what stays on the screen: a line for what has happened, and at the end the failures and the summary.</summary>
sealed class RunView(AnsiText output, Glyphs glyphs)
{
    // Whole results are kept until the end; more than these nobody reads in a terminal.
    const int MaxFailures = 10;
    const int DetailIndent = LineLayout.Margin + 2;

    readonly List<StepFinished> failures = [];
    readonly OrderedDictionary<string, JobTally> jobs = new(StringComparer.Ordinal);
    string workflow = "";
    int failureCount;

    internal void Write(RunStarted run, LineLayout layout)
    {
        failures.Clear();
        jobs.Clear();
        failureCount = 0;
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

    internal void Write(JobFinished job)
    {
        var tally = TallyOf(job.Job);
        (tally.Duration, tally.Outcome) = (job.Duration, job.Outcome);
    }

    internal void Write(StepFinished step, LineLayout layout)
    {
        TallyOf(StepTitle.JobOf(step.Step)).Add(step.Outcome);
        var forgiven = step.Conclusion != step.Outcome;
        var tone = Signs.ToneOf(step.Outcome, forgiven);
        var note = ResultDigest.Of(step);
        if (step.Attempts > 1) note = Join(note, Amounts.Count(step.Attempts, "attempt"));
        if (forgiven) note = Join("continues", note);
        var noteTone = step.Outcome == Outcome.Failure ? tone : Tone.Dim;
        var duration = step.Outcome == Outcome.Skipped ? "" : Amounts.Duration(step.Duration);
        WriteLine(layout, tone, Signs.Of(glyphs, step.Outcome), step.Step, noteTone, note, duration);
        if (step.Outcome != Outcome.Failure) return;
        failureCount++;
        if (failures.Count < MaxFailures) failures.Add(step);
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
        var lines = new List<DetailLine>();
        FailureDetails.AddError(lines, error, alreadySaid: false);
        layout.WriteDetails(output, lines, DetailIndent);
    }

    internal void Write(RunFinished run, LineLayout layout)
    {
        foreach (var step in failures) WriteFailure(step, layout);
        if (failureCount > failures.Count)
        {
            var more = glyphs.Ellipsis + " and " + Amounts.Count(failureCount - failures.Count, "more failed step");
            more = DisplayWidth.Fit(more, layout.Width - LineLayout.Margin, glyphs.Ellipsis);
            output.EndLine().Spaces(LineLayout.Margin).Write(Tone.Dim, more).EndLine();
        }
        output.EndLine();
        SummaryTable.Write(output, glyphs, layout, jobs.Values);
        output.Spaces(LineLayout.Margin).Write(Signs.ToneOf(run.Outcome), Signs.Of(glyphs, run.Outcome) + " " + Counts.Verb(run.Outcome)).Spaces(2);
        var counts = Counts.Of(run) + " in " + Amounts.Duration(run.Duration);
        output.Write(Tone.Normal, DisplayWidth.Fit(counts, layout.Width - output.Column, glyphs.Ellipsis)).EndLine();
        output.EndLine();
    }

    void WriteFailure(StepFinished step, LineLayout layout)
    {
        var tone = step.Conclusion == step.Outcome ? Tone.Bad : Tone.Warning;
        var title = DisplayWidth.Fit(StepTitle.Of(step.Step), layout.Width - LineLayout.Margin - 2, glyphs.Ellipsis);
        output.EndLine().Spaces(LineLayout.Margin).Write(tone, glyphs.Failed).Spaces(1).Write(Tone.Strong, title).EndLine();
        layout.WriteDetails(output, FailureDetails.Of(step), DetailIndent);
    }

    void WriteLine(LineLayout layout, Tone signTone, string sign, StepIdentity step, Tone noteTone, string note, string time)
    {
        layout.Write(output, signTone, sign, StepTitle.PrefixOf(step), SafeText.OneLine(step.Name), noteTone, note, time);
        output.EndLine();
    }

    string Join(string left, string right) => left.Length == 0 || right.Length == 0 ? left + right : left + " " + glyphs.Dot + " " + right;

    JobTally TallyOf(string job)
    {
        if (jobs.TryGetValue(job, out var tally)) return tally;
        // The one job of a workflow that names none is called what the workflow is.
        tally = new JobTally(job is "" or StepTitle.ImplicitJob ? workflow : job);
        jobs.Add(job, tally);
        return tally;
    }
}
