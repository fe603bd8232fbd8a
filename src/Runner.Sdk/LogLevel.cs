namespace Runner.Sdk;

/// <summary>How much a log line matters.</summary>
public enum LogLevel
{
    /// <summary>For whoever debugs the step.</summary>
    Debug,

    /// <summary>What happened.</summary>
    Info,

    /// <summary>Something that may need attention, though the step goes on.</summary>
    Warning,

    /// <summary>Something went wrong.</summary>
    Error,
}
