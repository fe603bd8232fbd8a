using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>
/// The ports that probes come from: sixteen in a row, one an attempt. Each is held by a socket that does nothing, so that no
/// connection of this machine gets it meanwhile; where they can be had, they lie outside the range that the system gives out.
/// </summary>
/// <remarks>A held socket does not listen: what comes for it is answered by the system with RST, as a port that nobody has.</remarks>
sealed class SourcePorts : IDisposable
{
    /// <summary>How many there are: a power of two.</summary>
    public const int Count = 16;

    readonly List<Socket> held = new(Count);

    /// <summary>Finds ports and holds them.</summary>
    /// <exception cref="ConnectionFailedException">There are none free, or no descriptors left.</exception>
    public SourcePorts()
    {
        var (first, last) = GivenOut();
        var above = (First: (last + Count) & -Count, Last: 0x10000 - Count);
        var below = (First: 0x2000, Last: (first & -Count) - Count);
        foreach (var (low, high) in new[] { above, below, (First: 0x2000, Last: 0x10000 - Count) })
        {
            for (var i = 0; i < 32 && low <= high; i++)
            {
                First = (ushort)(low + (Random.Shared.Next(((high - low) / Count) + 1) * Count));
                if (TryHold()) return;
            }
        }

        throw new ConnectionFailedException("localhost", $"no {Count} free source ports in a row were found for raw probes");
    }

    /// <summary>The first of them, a multiple of <see cref="Count"/>.</summary>
    public ushort First { get; private set; }

    /// <summary>The port of an attempt.</summary>
    public ushort Of(byte attempt) => (ushort)(First + (attempt % Count));

    /// <summary>The attempt that a port stands for, of the sixteen until the last that was made; false when the port is none of them.</summary>
    public bool TryAttempt(ushort port, byte last, out byte attempt)
    {
        // Attempts are counted modulo 256.
        attempt = (byte)(last - ((last - (port - First)) & (Count - 1)));
        return port >= First && port < First + Count;
    }

    public void Dispose() => held.ForEach(socket => socket.Dispose());

    bool TryHold()
    {
        for (int port = First; port < First + Count; port++)
        {
            var socket = Open();
            held.Add(socket);
            try
            {
                socket.Bind(new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, port));
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                Dispose();
                held.Clear();
                return false;
            }
        }

        return true;
    }

    static Socket Open()
    {
        try
        {
            // Of TCP, which is what a stream is when nothing is said: .NET binds what is said to be TCP so that others may share the port.
            return Socket.OSSupportsIPv6
                ? new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Unspecified) { DualMode = true }
                : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Unspecified);
        }
        catch (SocketException e)
        {
            throw new ConnectionFailedException("localhost", $"cannot hold a source port for raw probes: {e.Message}", e);
        }
    }

    /// <summary>The range that the system takes source ports from.</summary>
    static (int First, int Last) GivenOut()
    {
        try
        {
            var parts = File.ReadAllText("/proc/sys/net/ipv4/ip_local_port_range").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (32768, 60999); // what Linux has where nobody changed it; they are held in any case
        }
    }
}
