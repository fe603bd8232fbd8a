using System.Net;
using Runner.Plugins.Tests.Peers;

namespace Runner.Cli.Tests.Importing;

/// <summary>A server on loopback that keeps what it is asked, and answers everything alike.</summary>
sealed class RecordingPeer : IAsyncDisposable
{
    static readonly Lock Starting = new();

    readonly HttpListener listener;
    readonly Task answering;
    readonly List<RecordedRequest> requests = [];

    public RecordingPeer()
    {
        // One at a time: a port that is free for one would be so for another that looks meanwhile.
        lock (Starting)
        {
            for (var tries = 0; ;)
            {
                Port = LoopbackPort.Free();
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
        }

        answering = AnswerAsync();
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>The challenge that requests without an Authorization header get; null for none.</summary>
    public string? Challenge { get; set; }

    /// <summary>What it answers, and the type of it.</summary>
    public (string Body, string Type) Answer { get; set; } = ("{\"ok\":true}", "application/json");

    /// <summary>Cookies that each answer sets.</summary>
    public string? SetCookie { get; set; }

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
        // Not stopped first: closing a stopped listener binds its port once more, which somebody else may have by then.
        listener.Close();
        await answering;
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
                if (Challenge is not null && context.Request.Headers["Authorization"] is null)
                {
                    context.Response.StatusCode = 401;
                    context.Response.AddHeader("WWW-Authenticate", Challenge);
                }

                if (SetCookie is not null) context.Response.AddHeader("Set-Cookie", SetCookie);
                context.Response.ContentType = Answer.Type;
                if (context.Request.HttpMethod != "HEAD") await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Answer.Body));
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                if (!listener.IsListening) return;
            }
        }
    }
}
