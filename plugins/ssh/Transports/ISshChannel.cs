namespace Runner.Plugins.Ssh.Transports;

/// <summary>A command or a subsystem that runs on the other side (RFC 4254, section 6).</summary>
/// <remarks>
/// What is not read holds the other side up, never this one: memory is bounded by the channel's window. Disposing it closes the
/// channel, whether or not the command has ended; it never throws.
/// </remarks>
interface ISshChannel : IAsyncDisposable
{
    /// <summary>The command's standard input. Disposing it sends the end of file. Writing to a command that reads no more is an <see cref="IOException"/>.</summary>
    Stream Input { get; }

    /// <summary>The command's standard output; reading after a lost connection throws what <see cref="End"/> does.</summary>
    Stream Output { get; }

    /// <summary>The command's standard error; empty with a terminal, which joins both.</summary>
    Stream Error { get; }

    /// <summary>How it ended, once both streams have been sent whole by the other side (they may still be unread).</summary>
    /// <remarks>Fails with a <see cref="Sdk.NetworkException"/> when the connection is lost before.</remarks>
    Task<ChannelEnd> End { get; }

    /// <summary>Asks the server to send a signal to the command: <c>TERM</c>, <c>KILL</c>, <c>INT</c> (RFC 4254, section 6.9). Servers need not do it, and do not say.</summary>
    Task SignalAsync(string name, CancellationToken cancel);
}

/// <summary>How a command ended: one of both, or neither when the server did not say.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Signal">The signal that ended it, without SIG: <c>KILL</c>.</param>
sealed record ChannelEnd(int? ExitCode, string? Signal);
