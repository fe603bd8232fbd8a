using System.Diagnostics;
using System.Globalization;

namespace Runner.Benchmarks.Throughput;

/// <summary>
/// GETs on loopback against Kestrel: one workflow step run again and again, and a bare HttpClient loop of the same
/// concurrency, in turn and in the same process, so that both meet the same machine.
/// </summary>
static class ThroughputComparison
{
    const int Rounds = 9;

    public static async Task<int> RunAsync(string[] arguments)
    {
        var requests = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 10_000;
        var concurrency = arguments.Length > 1 ? int.Parse(arguments[1], CultureInfo.InvariantCulture) : 16;
        await using var server = await KestrelPeer.StartAsync();
        using var bare = new BareLoop(server.Url);
        var step = StepLoop.Create(server.Url);

        // Once around first: what is measured is code that the runtime has had the time to optimize.
        await MeasureAsync(bare.GetAsync, requests, concurrency);
        await MeasureAsync(step.RunAsync, requests, concurrency);
        var ratios = new List<double>();
        for (var round = 1; round <= Rounds; round++)
        {
            var ours = await MeasureAsync(step.RunAsync, requests, concurrency);
            var theirs = await MeasureAsync(bare.GetAsync, requests, concurrency);
            ratios.Add(ours / theirs);
            Console.WriteLine(FormattableString.Invariant($"round {round}: step {ours:N0}/s, bare HttpClient {theirs:N0}/s, ratio {ours / theirs:0.00}"));
        }

        ratios.Sort();
        Console.WriteLine(FormattableString.Invariant($"{requests:N0} GETs, concurrency {concurrency}, median ratio {ratios[Rounds / 2]:0.00}"));
        return 0;
    }

    /// <summary>How many a second.</summary>
    static async Task<double> MeasureAsync(Func<Task> work, int count, int concurrency)
    {
        var left = count;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Decrement(ref left) >= 0) await work();
        })));
        return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
