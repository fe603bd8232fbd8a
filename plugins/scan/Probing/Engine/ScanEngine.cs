using System.Diagnostics;
using Runner.Plugins.Scan.Probing.Space;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>
/// Asks every port of a space, again and again those that do not answer, until it is unlikely that an answer was lost. A pass goes
/// over all ports that are unknown, in a random order, so that waiting for the last of them costs one timeout for all.
/// </summary>
/// <param name="space">Whom to ask.</param>
/// <param name="prober">How; it is used by the engine's thread alone, and not disposed.</param>
/// <param name="sink">Gets each port's outcome, once.</param>
/// <param name="settings">How fast, how often, how long.</param>
sealed class ScanEngine(ProbeSpace space, IProber prober, IOutcomeSink sink, EngineSettings settings)
{
    const int Batch = 32, MostPasses = 10, Samples = 16;
    const double Slice = 0.05, LeastHold = 0.25;

    /// <summary>Without room for a single probe for so long, in seconds, the scan fails.</summary>
    const double MostStall = 30;

    /// <summary>So many ports of a link, and a second thread is worth its start.</summary>
    const int Many = 4096;

    readonly Block block = new(space, (int)Math.Clamp(space.Count - settings.From, 1, settings.BlockSize));
    readonly Hosts hosts = new();
    readonly Canaries canaries = new();
    readonly LossEstimate loss = new();
    readonly Vicinity vicinity = new();
    readonly HostTurns? turns = settings.Options.MaxRatePerHost is { } perHost ? new(perHost) : null;
    readonly LimitedHosts limited = new(settings.Options);
    readonly ProbeAnswer[] answers = new ProbeAnswer[512];
    readonly double mostWait = settings.Options.MaxRoundTrip.TotalSeconds;
    readonly double mostPause = Math.Min(settings.Options.MaxRoundTrip.TotalSeconds, settings.MostPause.TotalSeconds);
    IProber asked = null!;
    HeldProbes held = null!;
    ProbePace pace = null!;
    int parallel, pass, sinceCanary, sinceCollect;
    long responders, stalledSince, position = settings.From;
    double collected, stall;
    bool wayIsLocal;
    CancellationToken cancelled;

    /// <summary>How far it has come.</summary>
    public ScanProgress Progress { get; } = new() { Total = space.Count - settings.From };

    /// <summary>The place of the order up to which everything is decided: where another engine may go on.</summary>
    public long Position => Volatile.Read(ref position);

    /// <summary>Which ports behind <see cref="Position"/> are decided, a bit each. Asked on the engine's thread (by its sink), or when it has ended.</summary>
    public byte[] DecidedBits() => position < space.Count ? block.DecidedBits() : [];

    /// <summary>Runs on a thread of its own.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; what was found until then is in the sink.</exception>
    /// <exception cref="NetworkException">The system does not let it go on.</exception>
    public Task RunAsync(CancellationToken cancel) => EngineThread.RunAsync(Run, cancel);

    /// <summary>Runs on the caller's thread.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public void Run(CancellationToken cancel)
    {
        cancelled = cancel;
        parallel = Parallel;
        var reach = FurthestReach();
        wayIsLocal = reach == Reach.Local;
        pace = new(reach, settings.Options.MaxRate);
        using var helped = reach == Reach.Link && space.Count - position >= Many && MayUseThreads ? new HelpedProber(prober, settings.Another!, block.CanaryTickets) : null;
        asked = helped ?? prober;
        held = new(block, canaries, asked);
        // Only where all of it is known to be this machine.
        var mayHurry = wayIsLocal && space.Addresses.Count <= Samples && MayUseThreads;
        while (position < space.Count)
        {
            block.Begin(position);
            if (position == settings.From && settings.Decided is { } bits) Progress.Total -= block.SkipDecided(bits);
            loss.Clear();
            responders = 0;
            if (mayHurry) Hurry();
            for (pass = 0; block.Undecided > 0; pass++)
            {
                SendPass();
                if (pass + 1 < LeastPasses) continue;
                WaitForLast();
                if (pass + 1 >= (settings.Options.MaxAttempts ?? MostPasses) || IsEnough) break;
            }
            AskAtTheirPace();
            Conclude();
            Volatile.Write(ref position, block.Start + block.Count);
        }
    }

    static double Seconds(long ticks) => (double)ticks / Stopwatch.Frequency;

    static double Now => Seconds(Stopwatch.GetTimestamp());

    int Parallel => Math.Max(1, Math.Min(prober.Capacity, settings.Options.MaxParallel ?? int.MaxValue));

    int LeastPasses => Math.Min(2, settings.Options.MaxAttempts ?? 2);

    /// <summary>Nothing is lost on the way to this machine itself, and there are no canaries then.</summary>
    bool IsEnough => wayIsLocal || responders == 0 || loss.Missed(responders, pass + 1) < settings.AcceptedMisses;

    /// <summary>Nobody bounded what is to be spared.</summary>
    bool MayUseThreads => settings.Another is not null && Environment.ProcessorCount > 1 && settings.Options is { MaxRate: null, MaxRatePerHost: null, MaxParallel: null };

    Reach FurthestReach()
    {
        var reach = Reach.Local;
        var samples = Math.Min(Samples, space.Addresses.Count);
        for (var i = 0; i < samples; i++)
        {
            var each = vicinity.Of(space.Addresses[i * (space.Addresses.Count / samples)]);
            if (each > reach) reach = each;
        }
        return reach;
    }

    /// <summary>To this machine nothing is lost and nothing is to be spared: what answers at once is asked without the engine's care.</summary>
    void Hurry()
    {
        using var sweep = new LocalSweep(block, prober, settings.Another!, cancelled);
        while (sweep.Next() is { } share)
        {
            for (var i = 0; i < share.Probes; i++) Progress.Sent();
            for (var i = 0; i < share.Count; i++)
            {
                ref readonly var answer = ref share[i];
                var (slot, roundTrip) = (share.SlotOf(i), share.RoundTripOf(i));
                var target = block.TargetOf(slot);
                // The passes over what is silent wait no longer than those that answered lets expect.
                if (IsAnswer(answer.Reason)) hosts.Answered(target.Host, roundTrip);
                Decide(slot, target, answer.State, answer.Reason, roundTrip, answer.Ttl, answer.From);
            }
        }
    }

    void SendPass()
    {
        for (var slot = 0; slot < block.Count; slot++)
        {
            if (block.IsDecided(slot)) continue;
            var target = block.TargetOf(slot);
            if (hosts.IsDown(target.Host))
            {
                Decide(slot, target, PortState.Filtered, StateReason.HostUnreach, 0, 0, null);
                continue;
            }
            if (block.AttemptsOf(slot) > 0 && !WaitUntilDue(slot, target)) continue;
            if (turns?.Take(slot, target.Host) == false) continue;
            Ask(slot, target);
            SendDeferred(mayWait: false);
            if (block.Undecided == 0) return;
        }
        SendDeferred(mayWait: true);
    }

    /// <summary>Waits until its last probe is to be taken for lost; false when the port was decided meanwhile.</summary>
    bool WaitUntilDue(int slot, in ProbeTarget target)
    {
        while (!block.IsDecided(slot))
        {
            var left = Seconds(block.SentAt(slot) - Stopwatch.GetTimestamp()) + hosts.TimeoutOf(target.Host, mostPause);
            if (left <= 0) return true;
            Pump(left, topUp: true);
        }
        return false;
    }

    void SendDeferred(bool mayWait)
    {
        while (turns is not null && turns.TryPeek(out var slot, out var left))
        {
            if (left > 0)
            {
                if (!mayWait) return;
                Pump(Seconds(left), topUp: false);
                continue;
            }
            turns.Dequeue();
            if (!block.IsDecided(slot)) Ask(slot, block.TargetOf(slot));
        }
    }

    void Ask(int slot, in ProbeTarget target)
    {
        var reach = vicinity.Of(target.Address);
        while (true)
        {
            WaitForRoom(reach);
            if (block.IsDecided(slot)) return;
            var attempt = block.AttemptsOf(slot);
            var at = Stopwatch.GetTimestamp();
            if (Send(new(target.Address, target.Port, block.TicketOf(slot), attempt), at, reach))
            {
                block.Sent(slot, at);
                pace.Controller.Sent(Seconds(at), canary: false);
                break;
            }
        }
        if (reach != Reach.Local && ++sinceCanary >= pace.Controller.CanaryInterval && SendCanary(Reach.Link)) sinceCanary = 0;
        if (++sinceCollect >= Batch) Pump(0, topUp: false);
    }

    /// <summary>Sends a probe and notes it; false when the system has no room, and some time has passed.</summary>
    bool Send(in Probe probe, long at, Reach reach)
    {
        if (!asked.Send(probe))
        {
            if (stalledSince == 0) stalledSince = at;
            if (Seconds(at - stalledSince) > MostStall)
                throw new ConnectionFailedException("scan", "the system has had no room for another connection for 30 seconds: no descriptor, source port or memory is free");
            parallel = Math.Max(16, Math.Min(parallel, held.Count * 9 / 10));
            Pump(0.01, topUp: false);
            return false;
        }
        stalledSince = 0;
        if (parallel < Parallel && (Progress.Probes & 15) == 0) parallel++;
        pace.Take(reach);
        held.Add(probe, at);
        Progress.Sent();
        return true;
    }

    bool SendCanary(Reach reach)
    {
        var now = Stopwatch.GetTimestamp();
        var place = canaries.Next(Seconds(now));
        if (place < 0 || held.Count >= parallel) return false;
        var probe = canaries.ProbeTo(place, block.CanaryTickets + place);
        if (!Send(probe, now, reach)) return false;
        canaries.Asked(place, Seconds(now), pace.Controller.Sent(Seconds(now), canary: true), pass);
        loss.Sent(pass);
        return true;
    }

    /// <summary>Waits until the rate and the number of unanswered probes allow another one.</summary>
    void WaitForRoom(Reach reach)
    {
        while (true)
        {
            var now = Now;
            var isFull = held.Count >= parallel;
            var wait = isFull ? held.ReleaseOldest(now, hosts.All.Timeout(mostWait), parallel) : pace.Delay(now, reach);
            if (wait > 0) Pump(wait, topUp: false);
            else if (!isFull) return;
        }
    }

    /// <summary>How long what costs room is held, in seconds.</summary>
    double Hold => asked.Capacity == int.MaxValue ? 2 * mostWait : Math.Clamp(2 * hosts.All.Timeout(mostWait), LeastHold, Math.Max(LeastHold, mostWait));

    /// <summary>Takes what has come, after waiting for it up to a time in seconds.</summary>
    void Pump(double wait, bool topUp)
    {
        sinceCollect = 0;
        cancelled.ThrowIfCancellationRequested();
        if (topUp && !wayIsLocal && loss.CanariesOf(pass) < 2 * LossEstimate.Enough && pace.Delay(Now, Reach.Link) <= 0)
        {
            // What of the pass has been sent has had too few canaries to tell what became of it.
            if (SendCanary(Reach.Link)) wait = Math.Min(wait, 0.001);
            else wait = Math.Min(wait, 0.005);
        }
        asked.Flush();
        int count;
        do
        {
            wait = Math.Clamp(wait, 0, Slice);
            count = asked.Collect(answers, TimeSpan.FromSeconds(wait));
            var returned = Now;
            // Waits end to the millisecond; what is beyond was spent sending, or this thread was not let run.
            stall = Math.Max(0, returned - collected - wait - 0.001);
            collected = returned;
            for (var i = 0; i < count; i++) Take(answers[i]);
            wait = 0;
        }
        while (count == answers.Length);
        var now = Now;
        pace.Controller.Tick(now);
        Progress.Rate = pace.Controller.Rate;
        held.ReleaseOlder(now, Hold);
    }

    void Take(in ProbeAnswer answer)
    {
        held.Settle(answer.Ticket, answer.Attempt);
        if (answer.Ticket >= block.CanaryTickets)
        {
            var at = Seconds(answer.At);
            if (canaries.Answered(answer.Ticket - block.CanaryTickets, answer.Attempt, at) is not var (tag, inPass, fastest)) return;
            pace.Controller.Answered(tag, at, fastest, stall);
            hosts.All.Add(at - tag.At);
            loss.Answered(inPass);
            return;
        }
        var slot = block.SlotOf(answer.Ticket);
        if (slot < 0 || block.IsDecided(slot)) return;
        var target = block.TargetOf(slot);
        // Karn's rule: which probe an answer to an earlier one belongs to is known here, but not when that one was sent.
        var roundTrip = answer.Attempt + 1 == block.AttemptsOf(slot) ? Math.Max(1e-6, Seconds(answer.At - block.SentAt(slot))) : 0;
        if (IsAnswer(answer.Reason))
        {
            responders++;
            if (roundTrip > 0)
            {
                hosts.Answered(target.Host, roundTrip);
                if (!wayIsLocal && canaries.Count < Canaries.Room && vicinity.Of(target.Address) != Reach.Local)
                    canaries.Offer(target.Address, target.Port, answer.State == PortState.Open, roundTrip, Seconds(answer.At));
            }
        }
        else if (answer.Reason == StateReason.PortUnreach && answer.From is null && settings.Unanswered == PortState.OpenFiltered)
        {
            // Nothing holds back what this machine tells itself.
            if (!limited.Reported(target.Host, Seconds(answer.At), roundTrip) && vicinity.Of(target.Address) != Reach.Local) limited.Add(target.Host);
        }
        else if (answer.Reason == StateReason.HostUnreach) hosts.Unreachable(target.Host);
        Decide(slot, target, answer.State, answer.Reason, roundTrip, answer.Ttl, answer.From);
    }

    /// <summary>Whether the port itself answered, and would again, rather than somebody on the way.</summary>
    static bool IsAnswer(StateReason reason) =>
        reason is StateReason.SynAck or StateReason.ConnRefused or StateReason.Reset or StateReason.UdpResponse or StateReason.EchoReply or StateReason.ArpResponse;

    /// <summary>Asks the silent UDP ports of hosts that report closed ones, as fast as those do.</summary>
    void AskAtTheirPace()
    {
        limited.Begin(block, Now);
        while (limited.TryPeek(out var due))
        {
            while (Now is var before && before < due) Pump(due - before, topUp: false);
            if (limited.Next(block, Now) is >= 0 and var slot)
            {
                Ask(slot, block.TargetOf(slot));
                limited.Asked(Now);
            }
            Progress.IcmpInterval = limited.Interval;
        }
        Progress.IcmpInterval = 0;
    }

    /// <summary>Waits until the last probe of each port that is unknown is to be taken for lost.</summary>
    void WaitForLast()
    {
        while (block.Undecided > 0)
        {
            var now = Stopwatch.GetTimestamp();
            double left = 0;
            for (var slot = 0; slot < block.Count; slot++)
            {
                if (block.IsDecided(slot)) continue;
                var age = Seconds(now - block.SentAt(slot));
                if (age < mostWait) left = Math.Max(left, hosts.TimeoutOf(block.TargetOf(slot).Host, mostWait) - age);
            }
            if (left <= 0) return;
            var until = Now + left;
            while (block.Undecided > 0 && Now is var moment && moment < until) Pump(until - moment, topUp: true);
        }
    }

    void Conclude()
    {
        for (var slot = 0; slot < block.Count; slot++)
        {
            if (block.IsDecided(slot)) continue;
            Decide(slot, block.TargetOf(slot), settings.Unanswered, StateReason.NoResponse, 0, 0, null);
        }
        held.ReleaseAll();
    }

    void Decide(int slot, in ProbeTarget target, PortState state, StateReason reason, double roundTrip, byte ttl, ScanAddress? from)
    {
        block.Decide(slot);
        // Further probes to the port have nothing to find out.
        for (var back = 1; back <= Math.Min(8, (int)block.AttemptsOf(slot)); back++)
        {
            if (!block.HasOpen(slot)) break;
            held.Release(block.TicketOf(slot), (byte)(block.AttemptsOf(slot) - back));
        }
        Progress.Add(state);
        sink.Add(new(target.Address, target.Port, state, reason, TimeSpan.FromSeconds(roundTrip), ttl, from));
    }
}
