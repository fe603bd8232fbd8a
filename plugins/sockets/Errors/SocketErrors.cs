using System.Net.Sockets;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>What failures of sockets mean, for people.</summary>
static class SocketErrors
{
    /// <summary>What a socket's failure says of the peer: goes after its name.</summary>
    internal static string Says(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "has nobody listening on this port",
        SocketError.ConnectionReset or SocketError.ConnectionAborted => "reset the connection",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => "is unreachable",
        SocketError.TimedOut => "did not answer",
        SocketError.AccessDenied => "may not be sent to (a firewall of this machine forbids it, or it is a broadcast address)",
        SocketError.MessageSize => "cannot be sent that much in one datagram",
        SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable => "is of a family that this machine does not have",
        SocketError.ProtocolOption => "is outside this network, which a multicast or a broadcast does not leave",
        _ => $"cannot be talked to ({error})",
    };

    /// <summary>The failure of a socket as one of the family.</summary>
    internal static NetworkException From(SocketException cause, string target) => new ConnectionFailedException(
        target, $"{target} {Says(cause.SocketErrorCode)}.", cause)
    {
        IsTransient = cause.SocketErrorCode is not (SocketError.MessageSize or SocketError.AccessDenied or SocketError.AddressFamilyNotSupported),
        Help = cause.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => "Is the service running, and does it listen on this port?",
            SocketError.MessageSize => "A datagram holds 65,507 bytes over IPv4; smaller ones get further.",
            SocketError.AccessDenied => "broadcast: true allows an address that all machines of a network listen to.",
            _ => null,
        },
    };
}
