using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Mux;

/// <summary>A port that a master forwards.</summary>
/// <param name="socketPath">The master's socket.</param>
/// <param name="target">Whom it is connected to.</param>
/// <param name="request">What the master was asked for.</param>
/// <param name="port">The port that is listened on.</param>
/// <param name="release">Told when it is over.</param>
sealed class MuxForward(string socketPath, string target, ForwardRequest request, int port, Action? release) : IForwardedPort
{
    bool isClosed;

    public string BindAddress => request.BindAddress;

    public int BindPort => port;

    /// <exception cref="SshException">The master does not end the forwarding: whoever can reach the port still gets through.</exception>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isClosed, true)) return;
        try
        {
            var reply = await MuxForwards.AskAsync(socketPath, target, MuxMessage.CloseForward, request, CancellationToken.None).ConfigureAwait(false);
            if (reply.IsRefusal) throw new SshException(target, $"The forwarding of {Words.Server(BindAddress, BindPort)} does not end: the OpenSSH client says {Words.Quote(reply.Reason)}.");
        }
        catch (ConnectionFailedException)
        {
            // Forwarded ports end with their connection.
        }
        finally
        {
            release?.Invoke();
        }
    }
}
