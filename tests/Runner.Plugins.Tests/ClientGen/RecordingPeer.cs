using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Runner.Plugins.Tests.Http;

namespace Runner.Plugins.Tests.ClientGen;

/// <summary>What arrived at a server, byte for byte.</summary>
sealed record ArrivedRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A server that keeps what arrives, and answers as the test says.</summary>
sealed class RecordingPeer : IAsyncDisposable
{
    readonly KestrelPeer peer;
    readonly ConcurrentQueue<ArrivedRequest> arrived;

    RecordingPeer(KestrelPeer peer, ConcurrentQueue<ArrivedRequest> arrived) => (this.peer, this.arrived) = (peer, arrived);

    public IReadOnlyList<ArrivedRequest> Arrived => [.. arrived];

    public string Url => peer.Url;

    public static async Task<RecordingPeer> StartAsync(RequestDelegate? answer = null)
    {
        var arrived = new ConcurrentQueue<ArrivedRequest>();
        return new(await KestrelPeer.StartAsync(async context =>
        {
            using var body = new StreamReader(context.Request.Body, Encoding.Latin1);
            arrived.Enqueue(new(context.Request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget,
                context.Request.Headers.ToDictionary(static header => header.Key, static header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), await body.ReadToEndAsync()));
            if (answer is not null) await answer(context);
        }), arrived);
    }

    /// <summary>Runs what the client's user wrote: <c>Use.Run</c>.</summary>
    public async Task<string> RunAsync(CompiledClient client)
    {
        using var http = new HttpClient { BaseAddress = new(Url) };
        var run = client.Assembly.GetType("Use")!.GetMethod("Run")!;
        return await ((Task<string>)run.Invoke(null, [http])!).WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Some statements of a user.</summary>
    public static string Use(string statements) => $$"""
        using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Net.Http; using System.Text; using System.Text.Json; using System.Threading.Tasks; using Acme.Api;
        public static class Use
        {
            public static async Task<string> Run(HttpClient http)
            {
                {{statements}}
            }
        }
        """;

    public ValueTask DisposeAsync() => peer.DisposeAsync();
}
