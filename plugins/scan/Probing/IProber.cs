namespace Runner.Plugins.Scan.Probing;

/// <summary>
/// One way of asking ports: connections, raw SYNs, datagrams, pings. It sends what it is told to and collects what comes back, and
/// waits for nothing but in <see cref="Collect"/>; when to send what, how fast and how often is the engine's to decide.
/// Used by one thread.
/// </summary>
interface IProber : IDisposable
{
    /// <summary>How many probes may be unanswered at once: descriptors, source ports. Unbounded ones say <see cref="int.MaxValue"/>.</summary>
    int Capacity { get; }

    /// <summary>Sends a probe, or puts it into the batch that <see cref="Flush"/> sends. An answer that is known at once is kept for <see cref="Collect"/>.</summary>
    /// <param name="probe">The question.</param>
    /// <returns>False when the system has no room for it now (descriptors, source ports, buffers): nothing was sent, and it is to be asked again later.</returns>
    bool Send(in Probe probe);

    /// <summary>Sends what is still in the batch.</summary>
    void Flush();

    /// <summary>Takes the answers that have come, after waiting for a first one.</summary>
    /// <param name="answers">Filled from the start.</param>
    /// <param name="wait">The longest wait; none at <see cref="TimeSpan.Zero"/>.</param>
    /// <returns>How many answers there are; fewer than <paramref name="answers"/> has room for means that there are no more for now.</returns>
    int Collect(Span<ProbeAnswer> answers, TimeSpan wait);

    /// <summary>Gives a probe up, and what it holds with it (a descriptor). An answer that still comes may be delivered all the same.</summary>
    /// <param name="ticket">The probe's.</param>
    /// <param name="attempt">The probe's.</param>
    void Forget(int ticket, byte attempt);
}
