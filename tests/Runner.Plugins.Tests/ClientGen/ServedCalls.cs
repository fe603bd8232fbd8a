using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Runner.Plugins.Tests.Http;

namespace Runner.Plugins.Tests.ClientGen;

/// <summary>The client of one document, called many times against one server.</summary>
static class ServedCalls
{
    /// <summary>Makes the calls in their order, each a statement or an expression after <c>api.</c>, and gives what arrived.</summary>
    public static async Task<IReadOnlyList<ArrivedRequest>> ArriveAsync(string document, string api, IEnumerable<string> calls)
    {
        var client = await CompiledClient.OfAsync(document, use: RecordingPeer.Use($"var api = {api}; {string.Concat(calls.Select(static call => $"await api.{call};\n"))} return \"\";"));
        await using var peer = await RecordingPeer.StartAsync();
        await peer.RunAsync(client);
        return peer.Arrived;
    }

    /// <summary>Runs statements against a server, and gives what they said and what the server understood of each request.</summary>
    public static async Task<(string Said, IReadOnlyList<string> Understood)> RunAsync(string document, string statements, Func<HttpContext, Task<string>> understand)
    {
        var client = await CompiledClient.OfAsync(document, use: RecordingPeer.Use(statements));
        var understood = new ConcurrentQueue<string>();
        await using var peer = await KestrelPeer.StartAsync(async context => understood.Enqueue(await understand(context)));
        using var http = new HttpClient { BaseAddress = new(peer.Url) };
        var said = await ((Task<string>)client.Assembly.GetType("Use")!.GetMethod("Run")!.Invoke(null, [http])!).WaitAsync(TimeSpan.FromSeconds(60));
        return (said, [.. understood]);
    }

    /// <summary>What ASP.NET Core's own parser makes of a form, of either kind: fields, and files with their names, types and text.</summary>
    public static async Task<string> FormAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        var files = new List<string>();
        foreach (var file in form.Files)
        {
            using var reader = new StreamReader(file.OpenReadStream());
            files.Add($"{file.Name}<{file.FileName} {file.ContentType} {await reader.ReadToEndAsync()}>");
        }

        return string.Join(" & ", form.Select(static field => $"{field.Key}={string.Join('+', field.Value.ToArray())}").Concat(files));
    }
}
