using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

public sealed partial class SshClient
{
    /// <summary>Has this machine listen, and the server connect (<c>ssh -L</c>).</summary>
    /// <param name="host">Whom the server connects to, by a name or an address that it knows.</param>
    /// <param name="port">The port that it connects to.</param>
    /// <param name="bindPort">The port to listen on; 0 for one that is free.</param>
    /// <param name="bindAddress">The address to listen on.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="NetworkException">The connection is lost, or the port is taken.</exception>
    public Task<SshForwarding> ForwardLocalAsync(string host, int port, int bindPort = 0, string bindAddress = "127.0.0.1", CancellationToken cancel = default) =>
        ForwardAsync(new(ForwardKind.Local, bindAddress, bindPort, host, port), cancel);

    /// <summary>Has the server listen, and this machine connect (<c>ssh -R</c>).</summary>
    /// <param name="host">Whom this machine connects to.</param>
    /// <param name="port">The port that it connects to.</param>
    /// <param name="bindPort">The port for the server to listen on; 0 for one that is free.</param>
    /// <param name="bindAddress">The address for it to listen on; most servers allow loopback only (<c>GatewayPorts</c>).</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="NetworkException">The connection is lost, or the server refuses.</exception>
    public Task<SshForwarding> ForwardRemoteAsync(string host, int port, int bindPort = 0, string bindAddress = "127.0.0.1", CancellationToken cancel = default) =>
        ForwardAsync(new(ForwardKind.Remote, bindAddress, bindPort, host, port), cancel);

    /// <summary>Has this machine listen as a SOCKS proxy, and the server connect to whatever each connection asks for (<c>ssh -D</c>).</summary>
    /// <param name="bindPort">The port to listen on; 0 for one that is free.</param>
    /// <param name="bindAddress">The address to listen on.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="NetworkException">The connection is lost, or the port is taken.</exception>
    public Task<SshForwarding> ForwardDynamicAsync(int bindPort = 0, string bindAddress = "127.0.0.1", CancellationToken cancel = default) =>
        ForwardAsync(new(ForwardKind.Dynamic, bindAddress, bindPort, null, 0), cancel);

    internal async Task<SshForwarding> ForwardAsync(ForwardRequest request, CancellationToken cancel) =>
        new(await Transport.ForwardAsync(request, cancel).ConfigureAwait(false), request, Target);
}
