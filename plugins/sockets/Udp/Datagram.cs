using System.Net;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>A datagram that came.</summary>
/// <param name="bytes">What it holds.</param>
/// <param name="from">Who sent it.</param>
public sealed class Datagram(byte[] bytes, IPEndPoint from) : ReceivedBytes(bytes)
{
    /// <summary>Who sent it, such as <c>192.0.2.1:5000</c>.</summary>
    public string From => Words.Server(Sender);

    internal IPEndPoint Sender { get; } = from;
}
