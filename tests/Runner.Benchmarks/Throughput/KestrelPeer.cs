using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Runner.Benchmarks.Throughput;

/// <summary>Kestrel on a free loopback port; it answers every GET with a small JSON body.</summary>
sealed class KestrelPeer : IAsyncDisposable
{
    readonly WebApplication application;

    KestrelPeer(WebApplication application) => this.application = application;

    public string Url => application.Urls.First();

    public static async Task<KestrelPeer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Run(static context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"status":"UP"}""");
        });
        await application.StartAsync();
        return new(application);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
