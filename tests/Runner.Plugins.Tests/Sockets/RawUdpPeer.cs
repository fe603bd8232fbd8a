using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Runner.Plugins.Tests.Sockets;

/// <summary>A UDP socket on loopback that answers each datagram with what the test makes of it.</summary>
sealed class RawUdpPeer : IAsyncDisposable
{
    readonly Socket socket;
    readonly CancellationTokenSource closing = new();
    readonly Func<byte[], IEnumerable<byte[]>> answers;
    readonly Task serving;

    RawUdpPeer(IPAddress address, Func<byte[], IEnumerable<byte[]>> answers)
    {
        this.answers = answers;
        socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(address, 0));
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)socket.LocalEndPoint!).Port;

    public string Server => $"127.0.0.1:{Port}";

    public ConcurrentQueue<byte[]> Received { get; } = new();

    public static RawUdpPeer Start(Func<byte[], IEnumerable<byte[]>> answers, IPAddress? address = null) => new(address ?? IPAddress.Loopback, answers);

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await serving;
        socket.Dispose();
        closing.Dispose();
    }

    async Task ServeAsync()
    {
        var buffer = new byte[65535];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveFromAsync(buffer, socket.LocalEndPoint!, closing.Token);
                var datagram = buffer[..received.ReceivedBytes];
                Received.Enqueue(datagram);
                foreach (var answer in answers(datagram)) await socket.SendToAsync(answer, received.RemoteEndPoint, closing.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
