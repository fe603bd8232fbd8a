using System.ComponentModel;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Runner.Plugins.Scan.Probing.Calls;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Which of this machine's addresses a target is reached from, as the system's routes say.</summary>
sealed unsafe class SourceAddresses : IDisposable
{
    // A scan asks the ports of a number of hosts in turn. A table that is overwritten needs no bound of its own.
    const int Kept = 4096;

    readonly (ScanAddress Target, ScanAddress Source, int Error)[] known = new (ScanAddress, ScanAddress, int)[Kept];
    readonly ScanAddress? fixedSource;
    Socket? v4, v6;

    /// <summary>Makes it.</summary>
    /// <param name="local">The address that everything has to come from; null for the system's choice.</param>
    /// <exception cref="ConnectionFailedException">It is not this machine's.</exception>
    public SourceAddresses(IPAddress? local)
    {
        if (local is null) return;
        fixedSource = ScanAddress.Of(local);
        using var socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(local, 0));
        }
        catch (SocketException e)
        {
            throw new ConnectionFailedException(local.ToString(), $"{local} is not an address of this machine that probes could come from: {e.Message}", e);
        }
    }

    /// <summary>The address that a target is reached from.</summary>
    /// <returns>0, or the system's error.</returns>
    /// <exception cref="ConnectionFailedException">The target's family is not that of the address that was asked for.</exception>
    public int Find(in ScanAddress target, out ScanAddress source)
    {
        if (fixedSource is { } local)
        {
            source = local;
            if (local.IsV6 == target.IsV6) return 0;
            throw new ConnectionFailedException(target.ToString(), $"{target} cannot be reached from the local address {local}: one is of IPv4, the other of IPv6");
        }

        ref var place = ref known[(uint)(target.GetHashCode() * 0x9E3779B9u) >> 20];
        // Nothing is at 0.0.0.0, which empty places hold.
        if (place.Target != target || target.Value == 0)
        {
            var error = Ask(target, out var found);
            place = (target, found, error);
        }

        source = place.Source;
        return place.Error;
    }

    int Ask(in ScanAddress target, out ScanAddress source)
    {
        source = default;
        Socket socket;
        try
        {
            socket = (target.IsV6 ? ref v6 : ref v4) ??= new Socket(target.Family, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = !target.IsV6 };
        }
        catch (SocketException)
        {
            return Errno.NetUnreach; // a machine without IPv6
        }

        var address = stackalloc byte[LinkAddress.Room];
        var bytes = new Span<byte>(address, LinkAddress.Room);
        // Disconnected first (AF_UNSPEC): it would keep the source of the one before.
        bytes.Clear();
        _ = SocketCalls.Connect((int)socket.Handle, address, 16);
        // Port 1 of a socket that never sends: the route is all that counts.
        var length = SocketAddressBytes.Write(bytes, target, 1);
        if (SocketCalls.Connect((int)socket.Handle, address, length) != 0) return Marshal.GetLastPInvokeError();
        length = LinkAddress.Room;
        if (SocketCalls.LocalName((int)socket.Handle, address, &length) != 0) throw new Win32Exception();
        if (SocketAddressBytes.Read(bytes[..length]) is not { } found) return Errno.NetUnreach;
        source = found;
        return 0;
    }

    public void Dispose()
    {
        v4?.Dispose();
        v6?.Dispose();
    }
}
