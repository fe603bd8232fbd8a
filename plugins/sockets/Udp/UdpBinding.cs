using System.Net;
using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Makes sockets as the options say.</summary>
static class UdpBinding
{
    /// <summary>A socket of a family, bound to the local address and port.</summary>
    /// <param name="options">The options.</param>
    /// <param name="family">The family of whom it talks to.</param>
    /// <param name="addressInput">The input that gives the local address.</param>
    /// <param name="portInput">The input that gives the local port.</param>
    /// <exception cref="ActionInputException">The address is not this machine's, or the port is taken.</exception>
    internal static Socket Open(UdpOptions options, AddressFamily family, string addressInput = "local-address", string portInput = "local-port")
    {
        InputRules.Port(options.LocalPort, portInput, orAny: true);
        var any = family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
        var local = Parse(options.LocalAddress, addressInput) ?? any;
        if (local.AddressFamily != family)
            throw new ActionInputException(addressInput, $"`{addressInput}` is {local}, and whom it talks to has an address of the other family.");
        var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // Several members of a group on one machine listen on its one port.
            if (options.Multicast?.Group is not null) socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            if (options.Broadcast) socket.EnableBroadcast = true;
            socket.Bind(new IPEndPoint(local, options.LocalPort));
            options.Multicast?.Apply(socket);
            return socket;
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            throw cause.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => new ActionInputException(portInput, $"`{portInput}` {options.LocalPort} is in use: leave it out to get a free one.", cause),
                SocketError.AccessDenied => new ActionInputException(portInput, $"`{portInput}` {options.LocalPort} may not be used by this user: take one above 1023.", cause),
                SocketError.AddressNotAvailable => new ActionInputException(addressInput, $"`{addressInput}` {local} is not an address of this machine.", cause),
                _ => new ActionInputException(addressInput, $"`{addressInput}` {local} cannot be used ({cause.SocketErrorCode}).", cause),
            };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static IPAddress? Parse(string? address, string input)
    {
        if (address is null) return null;
        if (address == "localhost") return IPAddress.Loopback;
        return IPAddress.TryParse(address.Trim('[', ']'), out var parsed)
            ? parsed
            : throw new ActionInputException(input, $"`{input}` is \"{address}\": give an address, such as 127.0.0.1, 0.0.0.0 or \"::1\".");
    }
}
