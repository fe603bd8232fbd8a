using Runner.Engine.Events;
using Runner.Workflows.Values;

namespace Runner.Engine.Durability;

/// <summary>
/// Keeps a run's events so that the run can go on in another process. It sees every event as any observer does, and the run
/// waits for it where going on would lose or repeat something.
/// </summary>
public interface IRunJournal : IRunObserver
{
    /// <summary>
    /// Waits until everything observed so far is kept. The run asks before it begins what must not be done twice, and after
    /// each step before anything that follows from it.
    /// </summary>
    /// <exception cref="RunSuspendedException">This process may no longer run it: the lease is lost, or the store is gone for too long.</exception>
    ValueTask KeptAsync(CancellationToken cancel);

    /// <summary>
    /// Takes the values of a step or a job as they are, before its <see cref="StepFinished"/> or <see cref="JobFinished"/> is observed in
    /// which secrets are masked; and, under paths that begin with <c>#</c>, the secrets that the run came to know. They are to be kept
    /// sealed together with the event that follows, and only until the run ends. What was sealed under a path before is replaced.
    /// </summary>
    /// <param name="path">The step's or the job's path.</param>
    /// <param name="result">What it answered; null for a job.</param>
    /// <param name="outputs">Its outputs.</param>
    void Seal(string path, Value result, Value outputs);
}
