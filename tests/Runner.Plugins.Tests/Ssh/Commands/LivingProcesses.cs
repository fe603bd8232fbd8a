using Runner.Plugins.Tests.Peers;

namespace Runner.Plugins.Tests.Ssh.Commands;

/// <summary>Processes of this machine by a marker in their arguments, which no other process has.</summary>
static class LivingProcesses
{
    /// <summary>A marker that is no number of seconds for anybody else.</summary>
    public static string NewMarker() => $"3{Random.Shared.NextInt64(10_000_000, 99_999_999)}";

    public static async Task<int> CountAsync(string marker)
    {
        var found = await ProgramRun.ToEndAsync("pgrep", null, "-f", "-x", "-c", $".*sleep {marker}");
        return int.Parse(found.Output.Trim(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
