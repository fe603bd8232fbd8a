using System.Diagnostics;
using System.Net;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Tests.Scan.Probing.Udp;

/// <summary>Asks ports once or more, as the engine would, only slower.</summary>
static class Asking
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Asks until all have answered; those that do not are asked again every quarter of a second, up to a number of times.</summary>
    public static Dictionary<(string Address, ushort Port), ProbeAnswer> Ask(IProber prober, IEnumerable<(string Address, ushort Port)> ports, byte attempts = 3)
    {
        var targets = ports.ToArray();
        var found = new Dictionary<(string, ushort), ProbeAnswer>();
        var answers = new ProbeAnswer[16];
        var started = Stopwatch.GetTimestamp();
        for (byte attempt = 0; attempt < attempts && found.Count < targets.Length && Stopwatch.GetElapsedTime(started) < Patience; attempt++)
        {
            for (var ticket = 0; ticket < targets.Length; ticket++)
            {
                if (found.ContainsKey(targets[ticket])) continue;
                var probe = new Probe(ScanAddress.Of(IPAddress.Parse(targets[ticket].Address)), targets[ticket].Port, ticket, attempt);
                while (!prober.Send(probe)) Collect(TimeSpan.FromMilliseconds(1));
            }
            prober.Flush();
            for (var since = Stopwatch.GetTimestamp(); found.Count < targets.Length && Stopwatch.GetElapsedTime(since) < TimeSpan.FromMilliseconds(250);) Collect(TimeSpan.FromMilliseconds(50));
        }
        return found;

        void Collect(TimeSpan wait)
        {
            var count = prober.Collect(answers, wait);
            foreach (var answer in answers.AsSpan(0, count)) found.TryAdd(targets[answer.Ticket], answer);
        }
    }
}
