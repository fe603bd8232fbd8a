using Runner.Engine;
using Runner.Workflows.Checked;
using Runner.Workflows.Types;

namespace Runner.Cli.Fleets;

/// <summary>What <c>--forks</c> and <c>--timeout</c> may be.</summary>
static class FleetLimits
{
    /// <exception cref="UsageException">One of them cannot be.</exception>
    public static void Check(int forks, string? timeout)
    {
        if (forks is < 1 or > CheckedLoop.MostAtOnce) throw new UsageException($"--forks cannot be {forks}", $"how many hosts at once, from 1 to {CheckedLoop.MostAtOnce}");
        if (timeout is null) return;
        if (!DurationText.TryParse(timeout, out var limit) || limit == TimeSpan.Zero) throw new UsageException($"--timeout cannot be '{timeout}'", DurationText.Help);
        if (limit > RunRequest.LongestTimeout) throw new UsageException($"--timeout cannot be longer than {DurationText.Format(RunRequest.LongestTimeout)}", null);
    }
}
