namespace Runner.Plugins.Ssh.Transports;

/// <summary>
/// An authenticated SSH connection, on which channels are opened (RFC 4254). The seam behind which OpenSSH does the work today:
/// all above it knows nothing of processes and sockets, so that a managed implementation can take its place.
/// </summary>
/// <remarks>Safe to use from several threads. Disposing it closes its channels and forwards, and what it was made of.</remarks>
interface ISshTransport : IAsyncDisposable
{
    /// <summary>Whom it is connected to, for people: <c>deploy@web1:22</c>.</summary>
    string Target { get; }

    /// <summary>What the server said it is, such as <c>OpenSSH_9.2p1 Debian-2</c>; null when nobody knows.</summary>
    string? ServerVersion { get; }

    /// <summary>The user that was logged in as; null when nobody knows.</summary>
    string? User { get; }

    /// <summary>Cancelled when the connection is gone, for whatever reason.</summary>
    CancellationToken Lost { get; }

    /// <summary>Whether a channel for much data is made in a way of its own, which takes longer to begin.</summary>
    bool HasWideChannels => false;

    /// <summary>
    /// Starts a command or a subsystem. Where the server allows no more sessions at once (<c>MaxSessions</c>), it waits for one that ends.
    /// </summary>
    /// <remarks>
    /// A command that the server has been asked for runs, whoever gives up: a cancellation that comes later waits up to 2 s for the
    /// answer, and gives the channel out as if nothing had been cancelled. Whoever cancelled has to end the command.
    /// </remarks>
    /// <exception cref="Sdk.NetworkException">The connection is lost, or the server refuses.</exception>
    /// <exception cref="UnansweredStartException">It was cancelled, and whether the command runs is not known.</exception>
    Task<ISshChannel> OpenAsync(SessionRequest request, CancellationToken cancel);

    /// <summary>Forwards a port until the answer is disposed.</summary>
    /// <exception cref="Sdk.NetworkException">The connection is lost, the port is taken, or the server refuses.</exception>
    Task<IForwardedPort> ForwardAsync(ForwardRequest request, CancellationToken cancel);
}
