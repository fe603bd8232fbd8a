using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>A port that is forwarded over an SSH connection until it is disposed.</summary>
public sealed class SshForwarding : IConnection
{
    readonly IForwardedPort port;

    internal SshForwarding(IForwardedPort port, ForwardRequest request, string target)
    {
        this.port = port;
        Kind = request.Kind;
        var to = request.Host is { } host ? Words.Server(host, request.Port) : "wherever each connection asks for";
        Description = $"{Words.Server(BindAddress, BindPort)}{(Kind == ForwardKind.Remote ? $" on {target}" : "")} to {to}{(Kind == ForwardKind.Remote ? "" : $" by {target}")}";
    }

    /// <summary>Which side listens.</summary>
    public ForwardKind Kind { get; }

    /// <summary>The address that the listening side listens on.</summary>
    public string BindAddress => port.BindAddress;

    /// <summary>The port that it listens on, also where 0 was asked for.</summary>
    public int BindPort => port.BindPort;

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Ends the forwarding.</summary>
    public ValueTask DisposeAsync() => port.DisposeAsync();
}
