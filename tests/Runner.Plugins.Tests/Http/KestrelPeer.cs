using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Runner.Plugins.Tests.Http;

/// <summary>A real server in the test's process.</summary>
sealed class KestrelPeer : IAsyncDisposable
{
    readonly WebApplication application;

    KestrelPeer(WebApplication application, bool tls)
    {
        this.application = application;
        Url = application.Urls.Single();
        Port = new Uri(Url).Port;
        if (tls) Url = $"https://localhost:{Port}";
    }

    public string Url { get; }

    public int Port { get; }

    public static async Task<KestrelPeer> StartAsync(
        RequestDelegate handler, X509Certificate2? certificate = null, HttpProtocols protocols = HttpProtocols.Http1AndHttp2)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            if (certificate is not null) listen.UseHttps(certificate);
        }));
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        var application = builder.Build();
        application.Run(handler);
        await application.StartAsync();
        return new(application, certificate is not null);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
