using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>A server that is looked at over several connections.</summary>
sealed class InspectedServer(string host, int port, TlsInspectorOptions options)
{
    readonly TcpClientOptions plain = new() { Dialing = options.Dialing, ConnectTimeout = options.ConnectTimeout, Time = options.Time };

    internal TlsInspectorOptions Options => options;

    internal string Target { get; } = options.Dialing.UnixSocket ?? Words.Server(host, port);

    /// <summary>The name that the certificate must be for.</summary>
    internal string Name => options.Tls.ServerName ?? host;

    internal PeerAddress Address => (plain with { Tls = options.Tls, Alpn = options.Alpn }).AddressOf(host, port, Target);

    /// <summary>Who answered last.</summary>
    internal string Remote { get; private set; } = "";

    /// <summary>Where the time of the last opening went.</summary>
    internal TcpTimings Timings { get; private set; } = new(default, default, default, default);

    /// <summary>A connection on which TLS is expected next.</summary>
    internal async ValueTask<TcpClient> OpenAsync(CancellationToken cancel)
    {
        var client = await TcpClient.ConnectAsync(host, port, plain, cancel).ConfigureAwait(false);
        try
        {
            (Remote, Timings) = (client.Remote, client.Timings);
            await new StartTlsDance(client, options.ConnectTimeout, "start-tls", cancel).RunAsync(options.StartTls).ConfigureAwait(false);
            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// What the server answers to a hand-made hello; null when it answers nothing that is TLS, or not in time: it has shown in the
    /// handshake that it is there.
    /// </summary>
    internal async ValueTask<ServerFlight?> TryHelloAsync(ushort version, CancellationToken cancel)
    {
        using var limit = new TimeLimit(options.ConnectTimeout, options.Time, cancel);
        try
        {
            var client = await OpenAsync(limit.Token).ConfigureAwait(false);
            await using var closing = client.ConfigureAwait(false);
            await client.SendAsync(ClientHello.Write(version, Name), options.ConnectTimeout, limit.Token).ConfigureAwait(false);
            return await ServerFlight.ReadAsync(client.Connection.Stream, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is NetworkException or IOException or InvalidDataException || (failure is OperationCanceledException && limit.IsOver))
        {
            return null;
        }
    }
}
