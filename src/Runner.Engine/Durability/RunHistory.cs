using Runner.Engine.Events;
using Runner.Engine.Jobs;

namespace Runner.Engine.Durability;

/// <summary>
/// What a run had said before its process ended, for another one to go on with: what had ended answers from it, and is not done again.
/// A history is for one <see cref="WorkflowRunner.RunAsync"/>.
/// </summary>
public sealed class RunHistory
{
    readonly Lock gate = new();
    readonly Dictionary<string, PastStep> steps = new(StringComparer.Ordinal);
    readonly Dictionary<string, PastJob> jobs = new(StringComparer.Ordinal);
    readonly Dictionary<Outcome, int> tally = [];
    readonly List<string> skipped = [];
    readonly IReadOnlyDictionary<string, SealedValues?> values;
    readonly HashSet<string> ended = new(StringComparer.Ordinal);

    RunHistory(IReadOnlyDictionary<string, SealedValues?> values) => this.values = values;

    /// <summary>Reads what a run has said.</summary>
    /// <param name="events">Its events, in order, from the first.</param>
    /// <param name="values">
    /// What <see cref="IRunJournal.Seal"/> took, by path; null for what cannot be unsealed. A step whose secrets are masked in the
    /// events and not here counts as begun, not as ended.
    /// </param>
    public static RunHistory Of(IEnumerable<RunEvent> events, IReadOnlyDictionary<string, SealedValues?>? values = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        var history = new RunHistory(values ?? new Dictionary<string, SealedValues?>());
        foreach (var happened in events) history.Add(happened);
        return history;
    }

    /// <summary>Whether nothing had been said.</summary>
    public bool IsEmpty => LastSequence == 0;

    /// <summary>The number of the last event; 0 when there is none.</summary>
    public long LastSequence { get; private set; }

    /// <summary>When the run had begun.</summary>
    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>How often it was gone on with.</summary>
    public int Resumed { get; private set; }

    /// <summary>
    /// How often, lately, it was gone on with and did not end a single step that had not ended before. Who counts many should give it
    /// up: it may be what ends the processes.
    /// </summary>
    public int ResumedInVain { get; private set; }

    /// <summary>The run's end, where it had been said: then there is nothing to go on with.</summary>
    public RunFinished? Finished { get; private set; }

    /// <summary>How many steps had ended, by outcome.</summary>
    internal IReadOnlyDictionary<Outcome, int> Tally => tally;

    /// <summary>The jobs that had been left out: their steps say nothing and count as skipped.</summary>
    internal IReadOnlyList<string> SkippedJobs => skipped;

    /// <summary>What the run had come to know as secrets.</summary>
    internal IEnumerable<SealedValues> Secrets => values.Where(each => each.Key.StartsWith(SealedValues.SecretsPrefix) && each.Value is not null).Select(each => each.Value!);

    /// <summary>What had been said of a step, or an item of one; null for nothing.</summary>
    internal PastStep? Step(string path)
    {
        lock (gate) return steps.GetValueOrDefault(path);
    }

    /// <summary>What had been said of a job, or an item of one; null for nothing.</summary>
    internal PastJob? Job(string path)
    {
        lock (gate) return jobs.GetValueOrDefault(path);
    }

    /// <summary>An attempt of a step begins: what an earlier one had done, where the step calls a workflow, is no longer true.</summary>
    internal void BeginAttempt(string path, int number)
    {
        lock (gate)
        {
            if (!steps.TryGetValue(path, out var step) || step is { Waiting: false } && step.Attempt == number) return;
            (step.Attempt, step.Waiting) = (number, false);
            ForgetWithin(path);
        }
    }

    /// <summary>A step is to begin anew, all of it. Answers the outcomes that it, its items and what was within them had counted for.</summary>
    internal IReadOnlyList<Outcome> Forget(string path)
    {
        lock (gate)
        {
            var all = steps.Where(each => each.Key == path || IsWithin(each.Key, path) || each.Key.StartsWith(path + "[", StringComparison.Ordinal)).ToList();
            foreach (var (each, _) in all) steps.Remove(each);
            steps[path] = new() { Started = true };
            foreach (var each in jobs.Keys.Where(each => IsWithin(each, path) || each.StartsWith(path + "[", StringComparison.Ordinal)).ToList()) jobs.Remove(each);
            return [.. all.Select(each => each.Value.Finished).OfType<StepFinished>().Where(finished => finished.Items is null).Select(finished => finished.Outcome)];
        }
    }

    void Add(RunEvent happened)
    {
        LastSequence = happened.Sequence;
        switch (happened)
        {
            case RunStarted: StartedAt = happened.Time; break;
            case RunResumed:
                Resumed++;
                ResumedInVain++;
                break;
            case JobStarted e: Begin(JobOf(e.Job), e); break;
            case JobFinished e: End(JobOf(e.Job), e); break;
            // Others get on with it: it is not in vain that it waits for them.
            case BatchStarted: ResumedInVain = 0; break;
            case BatchFinished e: End(JobOf(e.Job), e); break;
            case StepStarted e: Begin(StepOf(e), e); break;
            case AttemptStarted e:
                BeginAttempt(e.Step.Path, e.Attempt);
                break;
            case RetryScheduled e: StepOf(e).Waiting = true; break;
            case ConnectionOpened e:
                StepOf(e).Opened = true;
                if (EventPath.LoopOf(e.Step.Path) is { } loop && steps.TryGetValue(loop, out var whole)) whole.Opened = true;
                break;
            case StepFinished e: End(StepOf(e), e); break;
            case RunFinished e: Finished = e; break;
        }
    }

    static void Begin(PastJob job, JobStarted e) => (job.Started, job.Items, job.Since) = (true, e.Items ?? job.Items, job.Started ? job.Since : e.Sequence);

    void End(PastJob job, BatchFinished e)
    {
        if (!job.Batches.Add(e.Batch)) return;
        Count(Outcome.Success, e.Succeeded);
        Count(Outcome.Failure, e.Failed);
        Count(Outcome.Skipped, e.Skipped);
        Count(Outcome.Cancelled, e.Cancelled);
        ResumedInVain = 0;
    }

    void End(PastJob job, JobFinished e)
    {
        if (e.Outcome == Outcome.Skipped || e.Outcome == Outcome.Cancelled && !job.Started) skipped.Add(e.Job);
        if (e.Outcome == Outcome.Failure && e.Error is not null) job.Fail(FailureKinds.Of(e.Error), e.Error);
        if (e.Outcome == Outcome.Failure && EventPath.LoopOf(e.Job) is { } loop) JobOf(loop).Fail(job.Failure, job.Error);
        if (!e.Masked) job.Finished = e;
        else if (values.TryGetValue(e.Job, out var known) && known is not null) job.Finished = e with { Outputs = known.Outputs };
    }

    void Begin(PastStep step, StepStarted e)
    {
        if (step.Finished is { } before)
        {
            // It was begun anew, as what opens a connection is.
            Count(before, -1);
            (step.Finished, step.Opened, step.Attempt, step.Waiting) = (null, false, 1, false);
        }

        (step.Started, step.Items) = (true, e.Items);
    }

    void End(PastStep step, StepFinished e)
    {
        if (ended.Add(e.Step.Path)) ResumedInVain = 0;
        if (step.Finished is { } before) Count(before, -1);
        if (e.Conclusion == Outcome.Failure && EventPath.LoopOf(e.Step.Path) is null) JobOf(EventPath.JobOf(e.Step.Path)).Fail(FailureKinds.Of(e.Error), e.Error);
        step.Finished = null;
        if (e.Masked)
        {
            // Without its values it is as good as begun.
            (step.Started, step.Attempt, step.Waiting) = (true, 1, false);
            if (!values.TryGetValue(e.Step.Path, out var known) || known is null) return;
            e = e with { Result = known.Result, Outputs = known.Outputs };
        }

        step.Finished = e;
        Count(e, 1);
    }

    // Of a repeated step the items are counted.
    void Count(StepFinished step, int by)
    {
        if (step.Items is null) Count(step.Outcome, by);
    }

    void Count(Outcome outcome, int by) => tally[outcome] = tally.GetValueOrDefault(outcome) + by;

    PastStep StepOf(StepEvent e)
    {
        if (!steps.TryGetValue(e.Step.Path, out var step)) steps.Add(e.Step.Path, step = new());
        return step;
    }

    PastJob JobOf(string path)
    {
        if (!jobs.TryGetValue(path, out var job)) jobs.Add(path, job = new());
        return job;
    }

    void ForgetWithin(string path)
    {
        foreach (var each in steps.Keys.Where(each => IsWithin(each, path)).ToList())
        {
            steps.Remove(each);
            ended.Remove(each);
        }

        foreach (var each in jobs.Keys.Where(each => IsWithin(each, path)).ToList()) jobs.Remove(each);
    }

    static bool IsWithin(string path, string step) => path.Length > step.Length && path[step.Length] == '/' && path.StartsWith(step, StringComparison.Ordinal);
}
