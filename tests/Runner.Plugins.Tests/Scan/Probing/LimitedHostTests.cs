using Runner.Plugins.Scan.Probing.Engine;
using Runner.Plugins.Scan.Probing.Space;

namespace Runner.Plugins.Tests.Scan.Probing;

/// <summary>The arithmetic of asking a host that limits its reports, on a clock of its own; the oracle's tests ask a real one.</summary>
public sealed class LimitedHostTests
{
    [Theory]
    [InlineData(200, 0, 1.0)]
    [InlineData(100, 10, 1.0)]
    [InlineData(100, 0, 0.1)]
    [InlineData(10, 200, 0.5)]
    [InlineData(3, 1, 1.0)]
    [InlineData(100, 10, 0)]
    public void Every_closed_port_is_found_at_about_the_pace_of_the_host(int closed, int silent, double interval)
    {
        var peer = new Peer(closed, silent, interval);

        peer.Run(mostAttempts: null);

        peer.Found.ShouldBe(closed);
        // Each closed port costs an interval, each silent one an answer's time in each of a few passes.
        peer.Seconds.ShouldBeLessThan((closed * interval * 1.3) + ((closed + silent) * 0.35) + 15);
    }

    [Fact]
    public void Ports_are_asked_no_more_often_than_the_user_says()
    {
        var peer = new Peer(closed: 0, silent: 20, interval: 1);

        peer.Run(mostAttempts: 3);

        peer.Probes.ShouldBeLessThanOrEqualTo(20 * 3);
    }

    [Fact]
    public void Host_that_reports_nothing_more_is_given_up_soon()
    {
        var peer = new Peer(closed: 0, silent: 5000, interval: 1);

        peer.Run(mostAttempts: null);

        peer.Seconds.ShouldBeLessThan(5);
    }

    /// <summary>A bucket of six reports, as Linux has, empty at first.</summary>
    sealed class Peer(int closed, int silent, double interval)
    {
        readonly Block block = Filled(closed + silent);
        double tokens, filled;

        public int Found { get; private set; }

        public int Probes { get; private set; }

        public double Seconds { get; private set; }

        static Block Filled(int count)
        {
            var block = new Block(new ProbeSpace(new AddressRange("10.0.0.1", 1), [.. Enumerable.Range(1, count).Select(port => (ushort)port)], 7), count);
            block.Begin(0);
            return block;
        }

        public void Run(int? mostAttempts)
        {
            var host = new LimitedHost();
            host.Begin(Seconds);
            for (var slot = 0; slot < block.Count; slot++) host.Add(slot);
            while (Seconds < 10_000)
            {
                var (slot, due) = host.Next(block, Seconds, 1.25, mostAttempts);
                if (slot < 0 && due == 0) return;
                if (slot < 0)
                {
                    due.ShouldBeGreaterThan(Seconds);
                    Seconds = due;
                    continue;
                }
                block.Sent(slot, 0);
                host.Asked(Seconds);
                Probes++;
                if (block.TargetOf(slot).Port > closed || !Reports()) continue;
                host.Reported(Seconds + 0.001, 0.001);
                block.Decide(slot);
                Found++;
            }
            throw new InvalidOperationException("It does not end.");
        }

        bool Reports()
        {
            tokens = interval == 0 ? 1 : Math.Min(6, tokens + ((Seconds - filled) / interval));
            filled = Seconds;
            if (tokens < 1) return false;
            tokens--;
            return true;
        }
    }
}
