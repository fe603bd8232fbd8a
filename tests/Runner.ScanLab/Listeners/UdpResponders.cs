using System.Net;
using System.Net.Sockets;
using System.Text;
using Runner.ScanLab.Namespaces;

namespace Runner.ScanLab.Listeners;

/// <summary>UDP ports that answer every datagram: with what came, with a text, or not at all.</summary>
static class UdpResponders
{
    /// <summary>Opens ports on addresses, each with a socket of its own, so that an answer comes from where the question went.</summary>
    public static void Open(NetworkNamespace place, IReadOnlyList<int> ports, IEnumerable<IPAddress> addresses, UdpAnswer answer, string text)
    {
        var sockets = place.Run(() => addresses.SelectMany(address => ports.Select(port => Bind(port, address))).ToList());
        var words = Encoding.UTF8.GetBytes(text);
        foreach (var socket in sockets) _ = AnswerAsync(socket, answer, words);
    }

    static Socket Bind(int port, IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new LabException($"UDP port {port} of {address}: {refused.Message}");
        }
    }

    static async Task AnswerAsync(Socket socket, UdpAnswer answer, byte[] text)
    {
        var buffer = new byte[65536];
        var anybody = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        while (true)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, anybody);
                if (answer != UdpAnswer.Silence) await socket.SendToAsync(answer == UdpAnswer.Echo ? buffer.AsMemory(0, received.ReceivedBytes) : text, received.RemoteEndPoint);
            }
            catch (SocketException)
            {
                // Its port is closed by now.
            }
        }
    }
}

/// <summary>What a UDP port says.</summary>
enum UdpAnswer
{
    Echo,
    Text,
    Silence,
}
