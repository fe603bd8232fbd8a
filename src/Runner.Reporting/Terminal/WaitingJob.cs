namespace Runner.Reporting;

/// <summary>A job, or one item of it, that waits for a place in a concurrency group.</summary>
sealed class WaitingJob(string title, string group, long started) : LiveEntry("", title, started)
{
    internal string Group { get; } = group;
}
