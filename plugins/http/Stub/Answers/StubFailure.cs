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

    /// <summary>It sends the headers and half of the body, then nothing more until the client gives up.</summary>
    Stall,

    /// <summary>It sends nothing at all until the client gives up.</summary>
    Silent,

    /// <summary>It sends headers without end.</summary>
    EndlessHeaders,

    /// <summary>It sends a body without end.</summary>
    EndlessBody,

    /// <summary>It sends something that is not HTTP, then closes the connection.</summary>
    Garbage,
}
