using Runner.Engine.Events;
using Runner.Sdk;

namespace Runner.Engine.Scripting;

/// <summary>
/// The steps of a script that runs in another process, as a run there tells of them: they become steps of this run, below the one that
/// runs the script. When that process goes without a word, what it had begun ends here too.
/// </summary>
public sealed class RelayedSteps
{
    readonly RunContext run;
    readonly StepIdentity caller;
    readonly string root;
    // In the order in which they began. There are few at a time.
    readonly List<StepStarted> openSteps = [];
    readonly List<JobStarted> openJobs = [];
    readonly List<ConnectionOpened> openConnections = [];
    readonly Dictionary<string, long> began = new(StringComparer.Ordinal);
    int succeeded, failed, skipped, cancelled;

    internal RelayedSteps(RunContext run, StepIdentity caller, string root)
    {
        this.run = run;
        this.caller = caller;
        this.root = root;
    }

    /// <summary>Takes over an event of the other process. Those of the run that is there only to run the script are its own affair.</summary>
    public void Publish(RunEvent happened)
    {
        if (happened is RunFinished whole) CountRest(whole);
        else if (Moved(happened) is { } moved) Pass(moved);
    }

    /// <summary>Masks what the other process masks.</summary>
    public void Mask(string secret) => run.Masker.AddInput(secret);

    /// <summary>Writes a line under the step that runs the script.</summary>
    public void Log(LogLevel level, string message) => run.Events.Publish(new StepLogged(caller, level, message));

    /// <summary>Ends what has begun and not ended: the other process is gone.</summary>
    /// <param name="why">Why.</param>
    public void Abandon(ErrorInfo why)
    {
        foreach (var connection in openConnections.AsEnumerable().Reverse()) run.Events.Publish(new ConnectionClosed(connection.Step, connection.Description, why));
        openConnections.Clear();
        // What is within another began after it.
        var open = openSteps.Select(step => (step.Step.Path, Ended: (RunEvent)new StepFinished(step.Step, Outcome.Cancelled, Since(step.Step.Path)) { Error = why }))
            .Concat(openJobs.Select(job => (Path: job.Job, Ended: (RunEvent)new JobFinished(job.Job, Outcome.Cancelled, Since(job.Job)) { Error = why })));
        foreach (var (_, ended) in open.OrderByDescending(each => began[each.Path]).ThenByDescending(each => each.Path.Length).ToList()) Pass(ended);
    }

    void Pass(RunEvent happened)
    {
        Follow(happened);
        run.Events.Publish(happened);
    }

    TimeSpan Since(string path) => run.Time.GetElapsedTime(began[path]);

    /// <summary>The event at its place in this run; null for what stays behind.</summary>
    RunEvent? Moved(RunEvent happened) => happened switch
    {
        // What the script says outside of any step of its own.
        StepEvent { Step.Path: var path } said and (StepLogged or StepProgressed) when path == root => said with { Step = caller },
        StepEvent { Step: var step } of when IsWithin(step.Path) => of with { Step = step with { Path = caller.Path + step.Path[root.Length..] } },
        JobEvent { Job: var job } of when IsWithin(job) => of with { Job = caller.Path + job[root.Length..] },
        _ => null,
    };

    bool IsWithin(string path) => path.Length > root.Length && path[root.Length] == '/' && path.StartsWith(root, StringComparison.Ordinal);

    void Follow(RunEvent moved)
    {
        switch (moved)
        {
            case StepStarted step:
                began[step.Step.Path] = run.Time.GetTimestamp();
                openSteps.Add(step);
                break;
            case StepFinished step:
                if (openSteps.FindLastIndex(open => open.Step.Path == step.Step.Path) is >= 0 and var at) openSteps.RemoveAt(at);
                if (step.Items is null) Count(step.Outcome, 1);
                break;
            case JobStarted job:
                began[job.Job] = run.Time.GetTimestamp();
                openJobs.Add(job);
                break;
            case JobFinished job:
                if (openJobs.FindLastIndex(open => open.Job == job.Job) is >= 0 and var place) openJobs.RemoveAt(place);
                break;
            case ConnectionOpened connection:
                openConnections.Add(connection);
                break;
            case ConnectionClosed closed:
                if (openConnections.FindLastIndex(open => open.Step.Path == closed.Step.Path && open.Description == closed.Description) is >= 0 and var last) openConnections.RemoveAt(last);
                break;
        }
    }

    void Count(Outcome outcome, int steps)
    {
        if (steps <= 0) return;
        run.Tally.Add(outcome, steps);
        switch (outcome)
        {
            case Outcome.Success: succeeded += steps; break;
            case Outcome.Failure: failed += steps; break;
            case Outcome.Skipped: skipped += steps; break;
            default: cancelled += steps; break;
        }
    }

    /// <summary>Counts what no event told of, such as the steps of jobs that were skipped. The step that ran the script there is none of ours.</summary>
    void CountRest(RunFinished whole)
    {
        var own = whole.Outcome;
        Count(Outcome.Success, whole.Succeeded - succeeded - (own == Outcome.Success ? 1 : 0));
        Count(Outcome.Failure, whole.Failed - failed - (own == Outcome.Failure ? 1 : 0));
        Count(Outcome.Skipped, whole.Skipped - skipped);
        Count(Outcome.Cancelled, whole.Cancelled - cancelled - (own == Outcome.Cancelled ? 1 : 0));
    }
}
