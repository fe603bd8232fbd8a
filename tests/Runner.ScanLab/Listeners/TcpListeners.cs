using System.Net;
using System.Net.Sockets;
using System.Text;
using Runner.ScanLab.Namespaces;

namespace Runner.ScanLab.Listeners;

/// <summary>Listening TCP ports that accept and close at once, or greet first.</summary>
static class TcpListeners
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Opens ports on one address, or on all of them, of both families.</summary>
    public static void Open(NetworkNamespace place, IEnumerable<int> ports, IPAddress? address, string? greeting)
    {
        var words = greeting is null ? null : Encoding.UTF8.GetBytes(greeting.Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal));
        var sockets = place.Run(() => ports.Select(port => Listen(port, address)).ToList());
        // From here on the thread pool's threads do the work: a socket stays in the namespace that it was made in.
        foreach (var socket in sockets) _ = AcceptAsync(socket, words);
    }

    static Socket Listen(int port, IPAddress? address)
    {
        var socket = new Socket(address?.AddressFamily ?? AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address is null) socket.DualMode = true;
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(new IPEndPoint(address ?? IPAddress.IPv6Any, port));
            socket.Listen(512);
            return socket;
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new LabException($"TCP port {port}: {refused.Message}");
        }
    }

    static async Task AcceptAsync(Socket listener, byte[]? greeting)
    {
        while (true)
        {
            Socket connection;
            try
            {
                connection = await listener.AcceptAsync();
            }
            catch (SocketException)
            {
                // The scanner has already reset it.
                continue;
            }
            if (greeting is null) connection.Dispose();
            else _ = GreetAsync(connection, greeting);
        }
    }

    static async Task GreetAsync(Socket connection, byte[] greeting)
    {
        using (connection)
        {
            using var limit = new CancellationTokenSource(Patience);
            var buffer = new byte[1024];
            try
            {
                await connection.SendAsync(greeting, limit.Token);
                while (await connection.ReceiveAsync(buffer, limit.Token) > 0)
                {
                }
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                // It has heard what there was to say, or did not want to.
            }
        }
    }
}
