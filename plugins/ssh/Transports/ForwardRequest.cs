namespace Runner.Plugins.Ssh.Transports;

/// <summary>A port to forward.</summary>
/// <param name="Kind">Which side listens.</param>
/// <param name="BindAddress">The address that the listening side listens on, such as 127.0.0.1.</param>
/// <param name="BindPort">The port that it listens on; 0 for one that is free.</param>
/// <param name="Host">Whom the other side connects to; null for <see cref="ForwardKind.Dynamic"/>, where each connection says it itself.</param>
/// <param name="Port">The port that the other side connects to.</param>
sealed record ForwardRequest(ForwardKind Kind, string BindAddress, int BindPort, string? Host, int Port);

/// <summary>A forwarded port. Disposing it ends the forwarding.</summary>
interface IForwardedPort : IAsyncDisposable
{
    /// <summary>The address that the listening side listens on.</summary>
    string BindAddress { get; }

    /// <summary>The port that it listens on, also where 0 was asked for.</summary>
    int BindPort { get; }
}
