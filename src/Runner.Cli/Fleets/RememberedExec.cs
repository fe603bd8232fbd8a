namespace Runner.Cli.Fleets;

/// <summary>A command that was run on hosts, and where it did not go well.</summary>
/// <param name="Arguments">The command line, without values that may be secret.</param>
/// <param name="Failed">The hosts where it failed, or that it did not get to.</param>
/// <param name="At">When it ended, or began when it has not.</param>
sealed record RememberedExec(ExecArguments Arguments, IReadOnlyList<string> Failed, DateTimeOffset At);
