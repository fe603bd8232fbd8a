namespace Runner.Plugins.Ssh.Transports;

/// <summary>What a session channel is to run.</summary>
abstract record SessionRequest
{
    /// <summary>The terminal to give it; null for none.</summary>
    public Terminal? Terminal { get; init; }

    /// <summary>A command, which the user's login shell on the other side interprets.</summary>
    public sealed record Command(string Text) : SessionRequest
    {
        /// <summary>Whether something may be written to it. Otherwise its input has ended when it starts, where the transport can say both at once.</summary>
        public bool HasInput { get; init; } = true;
    }

    /// <summary>A subsystem of the server, such as <c>sftp</c>.</summary>
    public sealed record Subsystem(string Name) : SessionRequest
    {
        /// <summary>Whether much is to go through it: where the transport has a way for that, it takes it (<see cref="ISshTransport.HasWideChannels"/>).</summary>
        public bool IsWide { get; init; }
    }
}

/// <summary>A pseudo-terminal on the other side (RFC 4254, section 6.2).</summary>
/// <param name="Type">What programs take it for: the variable TERM.</param>
/// <param name="Columns">Its width in characters.</param>
/// <param name="Rows">Its height in characters.</param>
sealed record Terminal(string Type = "xterm", int Columns = 80, int Rows = 24);
