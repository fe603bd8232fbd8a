using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Starts a stub server on loopback, which answers as its routes say until the job ends.</summary>
[Action("http.serve", Opens = typeof(StubServer))]
public sealed record HttpServe : IAction<HttpServing>
{
    /// <summary>
    /// What it answers. The first route that matches a request counts; without a match it answers 404 and says which
    /// routes there are.
    /// </summary>
    public IReadOnlyList<StubRoute> Routes { get; init; } = [];

    /// <summary>The port on 127.0.0.1; 0 for any free one.</summary>
    [Range(0, 65535)]
    public int Port { get; init; }

    /// <inheritdoc/>
    public ValueTask<HttpServing> RunAsync(ActionContext context, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var server = StubServer.Start(Routes, Port, context.Time, line => context.Log(LogLevel.Debug, line));
        context.Open(server);
        return new(new HttpServing(server.Url, server.Port));
    }
}

/// <summary>Where a stub server listens.</summary>
/// <param name="Url">Its URL, such as <c>http://127.0.0.1:41234</c>, without a slash at the end.</param>
/// <param name="Port">Its port.</param>
public sealed record HttpServing(string Url, int Port);
