namespace Runner.Plugins.Http;

/// <summary>How a stub server misbehaves instead of answering.</summary>
public enum StubFailure
{
    /// <summary>It does not: it answers.</summary>
    None,

    /// <summary>It resets the connection (TCP RST) without an answer.</summary>
    Reset,

    /// <summary>It closes the connection without an answer.</summary>
    Close,

    /// <summary>It sends the headers and half of the body, then closes the connection.</summary>
    Truncate,
}
