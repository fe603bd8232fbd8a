using System.Net;
using System.Net.Sockets;

namespace Runner.Cli.Tests.Importing;

/// <summary>A server on loopback that keeps what it is asked, and answers everything alike.</summary>
sealed class RecordingPeer : IAsyncDisposable
{
    readonly HttpListener listener;
    readonly Task answering;
    readonly List<RecordedRequest> requests = [];

    public RecordingPeer()
    {
        for (var tries = 0; ;)
        {
            Port = FreePort();
            listener = new() { IgnoreWriteExceptions = true };
            try
            {
                listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
                listener.Start();
                break;
            }
            catch (HttpListenerException) when (++tries < 20)
            {
                // Somebody else took the port meanwhile.
            }
        }

        answering = AnswerAsync();
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>What came since it was last asked.</summary>
    public List<RecordedRequest> Take()
    {
        lock (requests)
        {
            List<RecordedRequest> taken = [.. requests];
            requests.Clear();
            return taken;
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await answering;
        listener.Close();
    }

    async Task AnswerAsync()
    {
        while (true)
        {
            try
            {
                var context = await listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                var headers = context.Request.Headers.AllKeys.Select(name => (name!, context.Request.Headers[name]!)).ToList();
                lock (requests) requests.Add(new(context.Request.HttpMethod, context.Request.RawUrl!, headers, body.ToArray()));
                context.Response.ContentType = "application/json";
                if (context.Request.HttpMethod != "HEAD") await context.Response.OutputStream.WriteAsync("{\"ok\":true}"u8.ToArray());
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                if (!listener.IsListening) return;
            }
        }
    }

    static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
