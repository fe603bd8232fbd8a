using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// Starts a stub server on loopback, which answers as its routes say until the job ends. Later steps read with http.received
/// which requests it got.
/// </summary>
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

    /// <summary>A path where to listen on a Unix socket instead, relative to the workflow. It must not exist, and is removed at the end.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>
    /// Whether it speaks TLS, with a certificate for localhost that is made for it. The result has the certificate of its
    /// authority as <c>ca</c>. Giving a certificate switches TLS on too.
    /// </summary>
    public bool? Tls { get; init; }

    /// <summary>What its certificate is to be like, and whether clients must have one.</summary>
    public StubTls? Certificate { get; init; }

    /// <summary>How many requests to keep for http.received; when more come, the oldest are dropped.</summary>
    [Range(0, int.MaxValue)]
    public int Record { get; init; } = 1000;

    /// <summary>How many bytes to keep of each request's body.</summary>
    [Range(0, int.MaxValue)]
    public int RecordBody { get; init; } = 16 * 1024;

    /// <summary>The largest body that a request may have, in bytes; a larger one is answered with 413.</summary>
    [Range(0, long.MaxValue)]
    public long MaxBodySize { get; init; } = 64 * 1024 * 1024;

    /// <inheritdoc/>
    public ValueTask<HttpServing> RunAsync(ActionContext context, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        if (Tls == false && Certificate is not null) throw new ActionInputException("certificate", "`certificate` is given and `tls` is false: leave one of them out.");
        var server = StubServer.Start(Routes, new StubOptions
        {
            Port = Port,
            UnixSocket = UnixSocket,
            Tls = Certificate ?? (Tls == true ? new StubTls() : null),
            Record = Record,
            RecordBody = RecordBody,
            MaxBodySize = MaxBodySize,
            BaseDirectory = context.BaseDirectory,
            Time = context.Time,
            Log = line => context.Log(LogLevel.Debug, line),
        });
        if (server.ClientKey is { } key) context.Mask(key);
        context.Open(server);
        return new(new HttpServing(server.Url, server.Port)
        {
            UnixSocket = server.UnixSocket,
            Ca = server.Authority,
            ClientCertificate = server.ClientCertificate,
            ClientKey = server.ClientKey,
        });
    }
}

/// <summary>Where a stub server listens.</summary>
/// <param name="Url">Its URL, such as <c>http://127.0.0.1:41234</c> or <c>https://localhost:41234</c>, without a slash at the end.</param>
/// <param name="Port">Its port; 0 on a Unix socket.</param>
public sealed record HttpServing(string Url, int Port)
{
    /// <summary>Its URL for WebSockets, such as <c>ws://127.0.0.1:41234</c>, without a slash at the end.</summary>
    public string WebsocketUrl => $"ws{Url["http".Length..]}";

    /// <summary>The Unix socket where it listens, if it does.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>The certificate of the authority that signed the server's, as PEM, for whoever is to trust it; null without TLS.</summary>
    public string? Ca { get; init; }

    /// <summary>A certificate with which clients are let in, as PEM; null when the server asks for none.</summary>
    public string? ClientCertificate { get; init; }

    /// <summary>The private key of that certificate, as PEM (PKCS#8).</summary>
    [Secret]
    public string? ClientKey { get; init; }
}
