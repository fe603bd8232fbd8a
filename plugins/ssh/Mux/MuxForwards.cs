using System.Collections.Concurrent;
using Runner.Plugins.Ssh.Forwarding;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Ssh.Wire;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Mux;

/// <summary>Has a master forward ports.</summary>
static class MuxForwards
{
    /// <summary>A master answers to what it forwards already as if it were new, and one close ends both.</summary>
    static readonly ConcurrentDictionary<(string Socket, ForwardRequest Request), bool> Claimed = new();

    /// <summary>Forwards a port until the answer is disposed.</summary>
    /// <param name="socketPath">The master's socket.</param>
    /// <param name="target">Whom it is connected to, for people.</param>
    /// <param name="request">What to forward.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="SshException">The port is taken, or the server refuses.</exception>
    /// <exception cref="ConnectionFailedException">The connection is lost.</exception>
    /// <remarks>Whether a server lets what is forwarded to it go on (<c>AllowTcpForwarding</c>) shows when it is used: it closes each connection then.</remarks>
    public static async Task<IForwardedPort> OpenAsync(string socketPath, string target, ForwardRequest request, CancellationToken cancel)
    {
        var opening = request.Kind == ForwardKind.Remote ? FromThereAsync(socketPath, target, request, cancel) : FromHereAsync(socketPath, target, request, cancel);
        var port = await opening.ConfigureAwait(false);
        if (!cancel.IsCancellationRequested) return port;
        await port.DisposeAsync().ConfigureAwait(false);
        throw new OperationCanceledException(cancel);
    }

    static async Task<IForwardedPort> FromHereAsync(string socketPath, string target, ForwardRequest request, CancellationToken cancel)
    {
        for (var left = ListeningPort.Tries; ; left--)
        {
            var port = await ListeningPort.FindAsync(request.BindAddress, request.BindPort, target, cancel).ConfigureAwait(false);
            var asked = request with { BindPort = port };
            var reply = await AskAsync(socketPath, target, MuxMessage.OpenForward, asked, cancel).ConfigureAwait(false);
            if (!reply.IsRefusal) return new MuxForward(socketPath, target, asked, port, release: null);
            if (request.BindPort == 0 && left > 1) continue;
            // Somebody may have taken it in between: that is said better here.
            await ListeningPort.FindAsync(request.BindAddress, port, target, cancel).ConfigureAwait(false);
            throw ForwardErrors.NotHere(asked, target, reply.Reason);
        }
    }

    static async Task<IForwardedPort> FromThereAsync(string socketPath, string target, ForwardRequest request, CancellationToken cancel)
    {
        var claim = (socketPath, request);
        if (!Claimed.TryAdd(claim, true)) throw ForwardErrors.Twice(request, target);
        var isOpen = false;
        try
        {
            var reply = await AskAsync(socketPath, target, MuxMessage.OpenForward, request, cancel).ConfigureAwait(false);
            if (reply.IsRefusal) throw ForwardErrors.NotThere(request, target);
            isOpen = true;
            return new MuxForward(socketPath, target, request, reply.Type == MuxMessage.RemotePort ? (int)reply.Number : request.BindPort, () => Claimed.TryRemove(claim, out _));
        }
        finally
        {
            if (!isOpen) Claimed.TryRemove(claim, out _);
        }
    }

    /// <summary>Asks on a connection of its own: one that carries channels takes no such requests.</summary>
    internal static async Task<MuxReply> AskAsync(string socketPath, string target, uint type, ForwardRequest request, CancellationToken cancel)
    {
        using var exchange = await MuxExchange.OpenAsync(socketPath, target, cancel).ConfigureAwait(false);
        // Once it is asked for, what came of it has to be known, or it would stay open.
        var reply = await exchange.RequestAsync(type, message => message.Forward(request), CancellationToken.None).ConfigureAwait(false);
        return reply.IsRefusal || reply.Type is MuxMessage.Ok or MuxMessage.RemotePort ? reply
            : throw WireErrors.NotSsh(target, $"0x{reply.Type:x8} when asked to forward a port");
    }
}
