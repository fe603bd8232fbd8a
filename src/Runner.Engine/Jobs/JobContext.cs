using Runner.Engine.Concurrency;
using Runner.Engine.Connections;
using Runner.Workflows.Checked;

namespace Runner.Engine.Jobs;

/// <summary>What the steps of a job share.</summary>
/// <param name="Run">The run.</param>
/// <param name="Job">The job as it is written.</param>
/// <param name="Path">The job's path in the run's events.</param>
/// <param name="Connections">What its steps have opened.</param>
/// <param name="Changes">What somebody has changed by hand in its contexts.</param>
/// <param name="Held">The concurrency groups that it is in: what it calls need not wait for them again.</param>
sealed record JobContext(RunContext Run, CheckedJob Job, string Path, JobConnections Connections, HeldGroups Held, ScopeChanges Changes)
{
    /// <summary>A step's path in the run's events.</summary>
    public string PathOf(CheckedStep step) =>
        step.Path.Length == Path.Length + 1 + step.Key.Length && step.Path.StartsWith(Path, StringComparison.Ordinal) ? step.Path : $"{Path}/{step.Key}";
}
