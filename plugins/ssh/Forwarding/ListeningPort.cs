using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Forwarding;

/// <summary>A port of this machine that an OpenSSH client is about to listen on. It does not say why it cannot, so that it is tried here first.</summary>
static class ListeningPort
{
    /// <summary>How often another free port is tried when somebody took it in between.</summary>
    public const int Tries = 5;

    /// <summary>The port, or one that is free where 0 is asked for.</summary>
    /// <exception cref="SshException">Nobody can listen there now.</exception>
    public static async Task<int> FindAsync(string address, int port, string target, CancellationToken cancel)
    {
        var local = await ResolveAsync(address, target, cancel).ConfigureAwait(false);
        using var socket = new Socket(local.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(local, port));
            // A second one that binds is only refused when it listens.
            socket.Listen();
            return ((IPEndPoint)socket.LocalEndPoint!).Port;
        }
        catch (SocketException exception)
        {
            throw Unusable(address, port, target, exception);
        }
    }

    static async Task<IPAddress> ResolveAsync(string address, string target, CancellationToken cancel)
    {
        if (address == "*") return IPAddress.Any;
        if (IPAddress.TryParse(address, out var known)) return known;
        try
        {
            return (await Dns.GetHostAddressesAsync(address, cancel).ConfigureAwait(false))[0];
        }
        catch (SocketException exception)
        {
            throw new SshException(target, $"Nothing can be forwarded from {Words.Quote(address)}: {Words.Resolution(exception.SocketErrorCode)}.", exception);
        }
    }

    static SshException Unusable(string address, int port, string target, SocketException exception)
    {
        var place = Words.Server(address, port);
        return exception.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => new(target, $"Nothing can be forwarded from {place}: the port is taken on this machine.", exception)
            {
                IsTransient = true,
                Help = "Choose another port, or 0 for one that is free.",
            },
            SocketError.AccessDenied => new(target, $"Nothing can be forwarded from {place}: this user may not listen on the port.", exception) { Help = "Ports below 1024 are root's as a rule." },
            SocketError.AddressNotAvailable => new(target, $"Nothing can be forwarded from {place}: the address is none of this machine.", exception),
            _ => new(target, $"Nothing can be forwarded from {place}: {exception.SocketErrorCode}.", exception),
        };
    }
}
