using System.Net;
using System.Text;
using Runner.Service.Logging;

namespace Runner.Service.Health;

/// <summary>Serves <c>/healthz</c> (the process lives), <c>/readyz</c> (it takes runs) and <c>/metrics</c> (Prometheus' text format).</summary>
public sealed class HealthEndpoint : IDisposable
{
    readonly HttpListener listener = new();
    readonly RunnerService service;
    readonly ServiceLog log;

    HealthEndpoint(RunnerService service, ServiceLog log) => (this.service, this.log) = (service, log);

    /// <summary>Begins to listen.</summary>
    /// <exception cref="HttpListenerException">The address is taken, or not this machine's.</exception>
    public static HealthEndpoint Start(IPEndPoint address, RunnerService service, ServiceLog log)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(log);
        var endpoint = new HealthEndpoint(service, log);
        // Every address is written as *; IPv6 in brackets, as IPEndPoint does.
        var host = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any) ? $"*:{address.Port}" : address.ToString();
        endpoint.listener.Prefixes.Add($"http://{host}/");
        endpoint.listener.TimeoutManager.IdleConnection = TimeSpan.FromSeconds(30);
        try
        {
            endpoint.listener.Start();
        }
        catch
        {
            endpoint.Dispose();
            throw;
        }

        if (!IPAddress.IsLoopback(address.Address)) log.Write(ServiceLogLevel.Warning, "listens-openly", ("address", address), ("problem", "others on the network can read health and metrics: there is no login"));
        _ = endpoint.ServeAsync();
        return endpoint;
    }

    /// <inheritdoc/>
    public void Dispose() => ((IDisposable)listener).Dispose();

    async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }

            _ = AnswerAsync(context);
        }
    }

    async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            var (status, type, text) = await AnswerOfAsync(context.Request, limit.Token).ConfigureAwait(false);
            var bytes = Encoding.UTF8.GetBytes(text);
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            context.Response.ContentLength64 = bytes.Length;
            context.Response.Headers["Cache-Control"] = "no-store";
            if (context.Request.HttpMethod == "GET") await context.Response.OutputStream.WriteAsync(bytes, limit.Token).ConfigureAwait(false);
            context.Response.Close();
        }
        catch (Exception e)
        {
            // Whoever asked is gone, as a rule; anything else must not end the service either.
            if (e is not (HttpListenerException or IOException or ObjectDisposedException or OperationCanceledException)) log.Write(ServiceLogLevel.Error, "listen-failed", ("problem", $"{e.GetType().Name}: {e.Message}"));
            context.Response.Abort();
        }
    }

    async Task<(int Status, string Type, string Text)> AnswerOfAsync(HttpListenerRequest request, CancellationToken cancel)
    {
        const string Plain = "text/plain; charset=utf-8";
        if (request.HttpMethod is not ("GET" or "HEAD")) return (405, Plain, "only GET and HEAD\n");
        return request.Url?.AbsolutePath switch
        {
            "/healthz" => (200, Plain, "ok\n"),
            "/readyz" => service.WhyNotReady is { } why ? (503, Plain, why + "\n") : (200, Plain, "ready\n"),
            "/metrics" => (200, "text/plain; version=0.0.4; charset=utf-8", await service.WriteMetricsAsync(cancel).ConfigureAwait(false)),
            _ => (404, Plain, "there are /healthz, /readyz and /metrics\n"),
        };
    }
}
