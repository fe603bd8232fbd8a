using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Runner.EndToEnd.Tests.Fixtures;

/// <summary>A server on loopback that answers each connection as the test says, in HTTP or not.</summary>
sealed class Peer : IAsyncDisposable
{
    readonly TcpListener listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource closing = new();
    readonly Task accepting;

    /// <param name="answer">Given the request's head, writes what it likes; the connection is closed after it.</param>
    /// <param name="certificate">For TLS.</param>
    public Peer(Func<string, Stream, CancellationToken, Task> answer, X509Certificate2? certificate = null)
    {
        listener.Start();
        accepting = AcceptAsync(answer, certificate);
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Answers every request with the same bytes.</summary>
    public static Peer Saying(string bytes) => new(async (_, stream, cancel) => await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes), cancel));

    public static string Answer(string body, string headers = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{headers}\r\n{body}";

    async Task AcceptAsync(Func<string, Stream, CancellationToken, Task> answer, X509Certificate2? certificate)
    {
        var serving = new List<Task>();
        try
        {
            while (true) serving.Add(ServeAsync(await listener.AcceptTcpClientAsync(closing.Token), answer, certificate));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(serving);
        }
    }

    async Task ServeAsync(TcpClient client, Func<string, Stream, CancellationToken, Task> answer, X509Certificate2? certificate)
    {
        using (client)
        {
            try
            {
                Stream stream = client.GetStream();
                if (certificate is not null)
                {
                    var tls = new SslStream(stream);
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, closing.Token);
                    stream = tls;
                }

                await answer(await ReadHeadAsync(stream), stream, closing.Token);
                await stream.FlushAsync(closing.Token);
                client.Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, as some tests have it do.
            }
        }
    }

    async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new List<byte>();
        var next = new byte[1];
        // A client that speaks TLS to a server that does not: there is no line to wait for.
        while (head is not [0x16, ..] && !(head.Count >= 4 && head[^1] == '\n' && head[^3] == '\n') && await stream.ReadAsync(next, closing.Token) > 0) head.Add(next[0]);
        return Encoding.Latin1.GetString([.. head]);
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        await accepting;
        listener.Dispose();
        closing.Dispose();
    }
}
