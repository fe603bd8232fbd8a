using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>The last lines: how it ended on how many machines, and how to go on.</summary>
/// <param name="again">The command that repeats it on the machines that failed; null when there is none.</param>
sealed class FleetSummary(string? again)
{
    /// <summary><c>50 hosts: 47 ok, 2 failed (exit 1), 1 unreachable, in 1.2s</c></summary>
    internal static string TextOf(FleetTally tally)
    {
        var parts = new List<string>();
        if (tally.Count(HostState.Ok) is > 0 and var ok) parts.Add(Amounts.Number(ok) + " ok");
        if (tally.Count(HostState.Exited) is > 0 and var exited)
        {
            var how = tally.Ends.Where(end => end.State == HostState.Exited).Select(end => EndText.Of(end.State, end.ExitCode, end.Signal, null)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            parts.Add(Amounts.Number(exited) + " failed (" + string.Join(", ", how.Take(3)) + (how.Count > 3 ? ", ..." : "") + ")");
        }

        if (tally.Count(HostState.Failed) > 0) parts.AddRange(tally.Ends.Where(end => end.State == HostState.Failed).GroupBy(end => WordOf(end.Error)).OrderByDescending(group => group.Count()).Select(group => Amounts.Number(group.Count()) + " " + group.Key));
        if (tally.Count(HostState.Cancelled) is > 0 and var cancelled) parts.Add(Amounts.Number(cancelled) + " cancelled");
        if (tally.Count(HostState.NotRun) is > 0 and var left) parts.Add(Amounts.Number(left) + " not run");
        return Amounts.Count(tally.Total, "host") + ": " + string.Join(", ", parts) + ", in " + Amounts.Duration(tally.Duration ?? default);
    }

    internal void Write(FleetTally tally, RunFinished run, AnsiText output)
    {
        if (run.Error is { } error) output.Write(Tone.Bad, "error: " + error.Message).EndLine();
        if (tally.Count(HostState.NotRun) > 0)
        {
            var left = tally.Ends.Where(end => end.State == HostState.NotRun).Select(end => end.Host.Name).ToList();
            // A batch that failed keeps the next ones from running; a cancellation says so itself.
            var why = run.Outcome == Outcome.Cancelled ? "not run: " : "not run, because a host of the batch before failed: ";
            output.Write(Tone.Warning, why).Write(Tone.Normal, HostRanges.Join(left)).EndLine();
        }

        output.Write(run.Outcome == Outcome.Success ? Tone.Good : Tone.Bad, TextOf(tally)).EndLine();
        if (again is not null && tally.Ends.Any(end => end.IsFailure)) output.Write(Tone.Dim, "help: `" + again + "` runs it again on the hosts that failed or did not run").EndLine();
    }

    static string WordOf(ErrorInfo? error) => error?.Kind switch
    {
        "connection" or "dns" or "proxy" => "unreachable",
        "timeout" => "timed out",
        "auth" => "not let in",
        null => "failed",
        var kind => "failed (" + kind + ")",
    };
}
