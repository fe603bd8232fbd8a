namespace Runner.Reporting;

/// <summary>How far a machine has come, and how it ended.</summary>
public enum HostState
{
    /// <summary>Its turn has not come; at the end of the run: it never came.</summary>
    NotRun,

    /// <summary>It is being worked on.</summary>
    Running,

    /// <summary>All went well there.</summary>
    Ok,

    /// <summary>The command ended there, and not well: with another exit code than 0, or by a signal.</summary>
    Exited,

    /// <summary>The command could not be run to its end: no connection, no login, no time left.</summary>
    Failed,

    /// <summary>It was cut short from here.</summary>
    Cancelled,
}
