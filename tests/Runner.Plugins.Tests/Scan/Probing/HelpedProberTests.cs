using System.Net;
using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Probing.Engine;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;

namespace Runner.Plugins.Tests.Scan.Probing;

/// <summary>Which thread's prober gets what: the probers here only note it, and answer at once that a port is closed.</summary>
public sealed class HelpedProberTests
{
    const int Canaries = 100_000;

    static readonly ScanAddress Target = ScanAddress.Of(IPAddress.Loopback);

    [Fact]
    public void Probes_in_a_row_are_shared_and_all_answered()
    {
        var (own, other) = (new Noting(), new Noting());
        var answered = new HashSet<int>();
        using (var helped = new HelpedProber(own, () => other, Canaries))
        {
            AskUntilShared(helped, other, answered);
            for (var ticket = 10_000; ticket < 12_000; ticket++) helped.Send(new(Target, 80, ticket, 0)).ShouldBeTrue();
            TakeUntil(helped, answered, () => Enumerable.Range(10_000, 2000).All(answered.Contains));
        }

        own.Sent.Intersect(other.Sent).Where(ticket => ticket >= 10_000).ShouldBeEmpty();
        other.IsDisposed.ShouldBeTrue();
        own.IsDisposed.ShouldBeFalse();
    }

    [Fact]
    public void Canaries_are_never_handed_over()
    {
        var (own, other) = (new Noting(), new Noting());
        using var helped = new HelpedProber(own, () => other, Canaries);
        AskUntilShared(helped, other, []);

        for (var ticket = Canaries; ticket < Canaries + 1000; ticket++) helped.Send(new(Target, 80, ticket, 0));

        own.Sent.Count(ticket => ticket >= Canaries).ShouldBe(1000);
    }

    [Fact]
    public void Probe_is_forgotten_where_it_was_sent()
    {
        var (own, other) = (new Noting { IsSilent = true }, new Noting { IsSilent = true });
        using (var helped = new HelpedProber(own, () => other, Canaries))
        {
            AskUntilShared(helped, other, []);
            for (var ticket = 10_000; ticket < 11_000; ticket++) helped.Send(new(Target, 80, ticket, 3));
            for (var ticket = 10_000; ticket < 11_000; ticket++) helped.Forget(ticket, 3);
            TakeUntil(helped, [], () => own.Forgotten.Count + other.Forgotten.Count == 1000);
        }

        own.Forgotten.ShouldBe(own.Sent.Where(ticket => ticket >= 10_000));
        other.Forgotten.ShouldBe(other.Sent.Where(ticket => ticket >= 10_000));
    }

    [Fact]
    public void First_thread_does_without_where_a_second_prober_cannot_be_had()
    {
        var own = new Noting();
        using var helped = new HelpedProber(own, () => throw new ConnectionFailedException("scan", "no descriptor"), Canaries);
        var answered = new HashSet<int>();

        for (var ticket = 0; ticket < 2000; ticket++) helped.Send(new(Target, 80, ticket, 0)).ShouldBeTrue();
        TakeUntil(helped, answered, () => answered.Count == 2000);

        own.Sent.Count.ShouldBe(2000);
    }

    [Fact]
    public void What_goes_wrong_on_the_second_thread_is_told_on_the_first()
    {
        var other = new Noting { Failure = new ConnectionFailedException("scan", "the network is gone") };
        using var helped = new HelpedProber(new Noting(), () => other, Canaries);

        Should.Throw<ConnectionFailedException>(() => AskUntilShared(helped, other, [])).Message.ShouldContain("the network is gone");
    }

    /// <summary>The second thread has to be up before it is given anything.</summary>
    static void AskUntilShared(HelpedProber helped, Noting other, HashSet<int> answered)
    {
        for (var ticket = 0; other.Sent.IsEmpty; ticket = (ticket + 1) % 10_000)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            helped.Send(new(Target, 80, ticket, 0)).ShouldBeTrue();
            if (ticket % 32 == 31) Take(helped, answered, TimeSpan.Zero);
        }
    }

    static void TakeUntil(HelpedProber helped, HashSet<int> answered, Func<bool> done)
    {
        while (!done())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Take(helped, answered, TimeSpan.FromMilliseconds(5));
        }
    }

    static void Take(HelpedProber helped, HashSet<int> answered, TimeSpan wait)
    {
        var answers = new ProbeAnswer[64];
        int count;
        do
        {
            count = helped.Collect(answers, wait);
            foreach (var answer in answers.AsSpan(0, count)) answered.Add(answer.Ticket);
        }
        while (count == answers.Length);
    }

    sealed class Noting : IProber
    {
        readonly Queue<ProbeAnswer> ready = new();

        public System.Collections.Concurrent.ConcurrentQueue<int> Sent { get; } = [];

        public System.Collections.Concurrent.ConcurrentQueue<int> Forgotten { get; } = [];

        public bool IsSilent { get; init; }

        public Exception? Failure { get; init; }

        public bool IsDisposed { get; private set; }

        public int Capacity => int.MaxValue;

        public bool Send(in Probe probe)
        {
            if (Failure is not null) throw Failure;
            Sent.Enqueue(probe.Ticket);
            if (!IsSilent) ready.Enqueue(new(probe.Ticket, probe.Attempt, PortState.Closed, StateReason.ConnRefused, 0));
            return true;
        }

        public void Flush()
        {
        }

        public int Collect(Span<ProbeAnswer> answers, TimeSpan wait)
        {
            var count = 0;
            while (count < answers.Length && ready.TryDequeue(out var answer)) answers[count++] = answer;
            return count;
        }

        public void Forget(int ticket, byte attempt) => Forgotten.Enqueue(ticket);

        public void Dispose() => IsDisposed = true;
    }
}
