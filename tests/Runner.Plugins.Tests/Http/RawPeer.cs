using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Runner.Plugins.Tests.Http;

/// <summary>A peer that does exactly what a test says with each connection, right or wrong.</summary>
sealed class RawPeer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource ending = new();
    readonly List<Task> conversations = [];
    readonly Task accepting;

    RawPeer(Func<NetworkStream, CancellationToken, Task> converse)
    {
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync(converse);
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}/";

    public int Connections { get; private set; }

    public static RawPeer Start(Func<NetworkStream, CancellationToken, Task> converse) => new(converse);

    /// <summary>Answers each connection's first request with these bytes and closes.</summary>
    public static RawPeer Answering(string answer) => Start(async (stream, cancel) =>
    {
        await ReadHeadAsync(stream, cancel);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), cancel);
    });

    /// <summary>Reads until the empty line after a request's headers.</summary>
    public static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancel)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, cancel) > 0) head.Append((char)one[0]);
        return head.ToString();
    }

    /// <summary>Ends a connection with RST. Closing the stream would say goodbye (FIN) first.</summary>
    public static void Reset(NetworkStream stream)
    {
        stream.Socket.LingerState = new LingerOption(true, 0);
        stream.Socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await accepting;
        listener.Stop();
        await Task.WhenAll(conversations);
        ending.Dispose();
    }

    async Task AcceptAsync(Func<NetworkStream, CancellationToken, Task> converse)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(ending.Token);
                Connections++;
                conversations.Add(ConverseAsync(client, converse));
            }
        }
        catch (OperationCanceledException)
        {
            // disposed
        }
    }

    async Task ConverseAsync(TcpClient client, Func<NetworkStream, CancellationToken, Task> converse)
    {
        using (client)
        {
            try
            {
                await converse(client.GetStream(), ending.Token);
            }
            catch (Exception end) when (end is OperationCanceledException or IOException)
            {
                // The client, or the test, has gone: a peer's business as usual.
            }
        }
    }
}
