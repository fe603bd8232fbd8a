using Runner.Plugins.Ssh.Channels;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Ssh.Wire;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Mux;

/// <summary>
/// Channels on a master's SSH connection, through its socket: the proxy mode of OpenSSH's multiplexing protocol (PROTOCOL.mux, section 9).
/// No process and no descriptor is needed for a command.
/// </summary>
/// <remarks>
/// Keep one for as long as its master: OpenSSH 9 ends a master with all that uses it when a client leaves after the server has refused it
/// a session.
/// </remarks>
sealed class MuxConnection : IAsyncDisposable
{
    readonly ChannelConnection channels;

    MuxConnection(ChannelConnection channels) => this.channels = channels;

    /// <summary>Cancelled when the connection is gone, for whatever reason.</summary>
    public CancellationToken Lost => channels.Lost;

    /// <summary>How many channels are open or being opened.</summary>
    internal int ChannelCount => channels.ChannelCount;

    /// <summary>Connects to a master.</summary>
    /// <param name="socketPath">Its socket, the <c>ControlPath</c>.</param>
    /// <param name="target">Whom it is connected to, for people.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ConnectionFailedException">No master listens on the socket.</exception>
    /// <exception cref="NetworkException">It does not answer, or not as masters do.</exception>
    public static async Task<MuxConnection> OpenAsync(string socketPath, string target, CancellationToken cancel)
    {
        var exchange = await MuxExchange.OpenAsync(socketPath, target, cancel).ConfigureAwait(false);
        try
        {
            var reply = await exchange.RequestAsync(MuxMessage.Proxy, null, cancel).ConfigureAwait(false);
            if (reply.IsRefusal) throw new SshException(target, $"The ssh process that is connected to {target} lets nobody use its connection: {Words.Quote(reply.Reason)}.");
            if (reply.Type != MuxMessage.Proxied) throw WireErrors.NotSsh(target, $"0x{reply.Type:x8} when asked to carry channels");
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
        var (socket, frames) = exchange.Detach();
        return new(ChannelConnection.Over(socket, frames, target));
    }

    /// <summary>Starts a command or a subsystem. Where the server allows no more sessions at once, it waits for one that ends.</summary>
    /// <exception cref="SshException">The server refuses.</exception>
    /// <exception cref="ConnectionFailedException">The connection was lost.</exception>
    public async Task<ISshChannel> StartAsync(SessionRequest request, CancellationToken cancel) => await channels.StartAsync(request, cancel).ConfigureAwait(false);

    /// <summary>Closes the channels and leaves the master.</summary>
    public ValueTask DisposeAsync() => channels.DisposeAsync();
}
