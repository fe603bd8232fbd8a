namespace Runner.Reporting;

/// <summary>How a run is shown on standard output: the values of <c>--log</c>.</summary>
public enum LogFormat
{
    /// <summary>For people at a terminal: colours, running steps redrawn.</summary>
    Pretty,

    /// <summary>One line a thing, for pipes and CI.</summary>
    Plain,

    /// <summary>NDJSON, for programs.</summary>
    Json,
}
