using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Runner.Plugins.Sockets;

/// <summary>
/// A socket for echo requests: one that any user may have where the system allows it (Linux, by
/// <c>net.ipv4.ping_group_range</c>; macOS), else a raw one, which needs privileges.
/// </summary>
sealed class IcmpSocket : IDisposable
{
    readonly Socket socket;
    readonly IPEndPoint peer;
    readonly bool raw;
    readonly ushort id = (ushort)RandomNumberGenerator.GetInt32(1, 0x10000);
    readonly byte[] buffer = new byte[ushort.MaxValue];

    IcmpSocket(Socket socket, IPAddress address, bool raw)
    {
        this.socket = socket;
        this.raw = raw;
        peer = new(address, 0);
    }

    /// <summary>Opens a socket to an address; null when this user may have none.</summary>
    /// <exception cref="SocketException">There is no way to the address.</exception>
    internal static async ValueTask<IcmpSocket?> OpenAsync(IPAddress address, int? ttl, CancellationToken cancel)
    {
        foreach (var type in new[] { SocketType.Dgram, SocketType.Raw })
        {
            if (TryOpen(address.AddressFamily, type) is not { } socket) continue;
            try
            {
                if (ttl is { } hops)
                {
                    if (address.AddressFamily == AddressFamily.InterNetwork) socket.Ttl = (short)hops;
                    else socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.HopLimit, hops);
                }
                // Connected, it gets what routers say as errors. A raw one gets the messages themselves, from any sender.
                if (type == SocketType.Dgram) await socket.ConnectAsync(new IPEndPoint(address, 0), cancel).ConfigureAwait(false);
                else socket.Bind(new IPEndPoint(address.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0));
                return new(socket, address, type == SocketType.Raw);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
        return null;
    }

    internal async ValueTask SendAsync(int sequence, int size, CancellationToken cancel)
    {
        var packet = IcmpPacket.Request(peer.AddressFamily, id, (ushort)sequence, size);
        if (raw) await socket.SendToAsync(packet, SocketFlags.None, peer, cancel).ConfigureAwait(false);
        else await socket.SendAsync(packet, SocketFlags.None, cancel).ConfigureAwait(false);
    }

    /// <summary>The next message about one of our requests.</summary>
    internal async ValueTask<IcmpMessage> ReceiveAsync(CancellationToken cancel)
    {
        while (true)
        {
            var from = peer.Address;
            int length;
            if (raw)
            {
                var received = await socket.ReceiveFromAsync(buffer, SocketFlags.None, peer, cancel).ConfigureAwait(false);
                (length, from) = (received.ReceivedBytes, ((IPEndPoint)received.RemoteEndPoint).Address);
            }
            else length = await socket.ReceiveAsync(buffer, SocketFlags.None, cancel).ConfigureAwait(false);
            if (IcmpPacket.Read(buffer.AsSpan(0, length), peer.AddressFamily, raw ? id : null) is { } message) return message with { From = from };
        }
    }

    public void Dispose() => socket.Dispose();

    static Socket? TryOpen(AddressFamily family, SocketType type)
    {
        try
        {
            return new Socket(family, type, family == AddressFamily.InterNetwork ? ProtocolType.Icmp : ProtocolType.IcmpV6);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied or SocketError.ProtocolNotSupported or SocketError.SocketNotSupported or SocketError.OperationNotSupported)
        {
            return null;
        }
    }
}
