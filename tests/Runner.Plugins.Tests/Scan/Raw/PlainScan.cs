using System.Diagnostics;
using System.Net;
using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Probing;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Tests.Scan.Raw;

/// <summary>Asks all ports, again those that did not answer, some times: no engine, to see what a prober does alone.</summary>
static class PlainScan
{
    public static Dictionary<int, ProbeAnswer> Run(IProber prober, string address, IReadOnlyList<int> ports, int attempts = 2, int milliseconds = 400)
    {
        var target = ScanAddress.Of(IPAddress.Parse(address));
        var found = new Dictionary<int, ProbeAnswer>();
        var answers = new ProbeAnswer[256];
        for (byte attempt = 0; attempt < attempts && found.Count < ports.Count; attempt++)
        {
            for (var i = 0; i < ports.Count; i++)
            {
                if (found.ContainsKey(ports[i])) continue;
                prober.Send(new(target, (ushort)ports[i], i, attempt));
                if (i % 256 == 255) Collect(TimeSpan.Zero);
            }

            prober.Flush();
            for (var started = Stopwatch.GetTimestamp(); found.Count < ports.Count && Stopwatch.GetElapsedTime(started).TotalMilliseconds < milliseconds;) Collect(TimeSpan.FromMilliseconds(20));
        }

        return found;

        void Collect(TimeSpan wait)
        {
            int count;
            do
            {
                count = prober.Collect(answers, wait);
                foreach (var answer in answers.AsSpan(0, count)) found.TryAdd(ports[answer.Ticket], answer);
                wait = TimeSpan.Zero;
            }
            while (count == answers.Length);
        }
    }

    public static List<int> PortsThatAre(this Dictionary<int, ProbeAnswer> found, PortState state) =>
        [.. found.Where(each => each.Value.State == state).Select(each => each.Key).Order()];
}
