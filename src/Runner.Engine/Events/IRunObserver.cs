namespace Runner.Engine.Events;

/// <summary>
/// Sees a run's events, in order and never two at a time. It is called on the run's own threads: it should be quick,
/// and must not throw.
/// </summary>
public interface IRunObserver
{
    /// <summary>Takes the next event.</summary>
    void Observe(RunEvent runEvent);
}
