using System.Net.Sockets;
using Runner.Plugins.Scan.Services;
using Runner.Plugins.Scan.Targets;
using Runner.Plugins.Scan.Tls;
using Runner.Sdk;

namespace Runner.Plugins.Scan;

/// <summary>Takes stock of the TLS of servers: certificates, the versions they accept, the weak ciphers they take.</summary>
/// <example><code>
/// var server = await new TlsScanner().ScanAsync("localhost", 8443);
/// Console.WriteLine($"{server.DaysLeft} days, {string.Join(", ", server.Versions)}");
/// </code></example>
public sealed class TlsScanner
{
    /// <summary>More weak ciphers than these are not looked for in one version.</summary>
    const int MostWeak = 12;

    static readonly ushort[] Versions = [TlsHello.Tls10, TlsHello.Tls11, TlsHello.Tls12, TlsHello.Tls13];

    readonly ServiceScanOptions options;

    /// <summary>Makes a scanner.</summary>
    /// <param name="options">How long answers may take, and whom certificates are judged by; null for the usual way.</param>
    public TlsScanner(ServiceScanOptions? options = null) => this.options = options ?? new();

    /// <summary>Looks at one server. That it is not there, speaks no TLS or is not trusted is no error: the answer says so.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="DnsResolutionException">The name did not resolve.</exception>
    /// <exception cref="NetworkPolicyException">The network policy forbids it.</exception>
    public async ValueTask<TlsEndpoint> ScanAsync(string host, int port, CancellationToken cancel = default)
    {
        var targets = await TargetList.Parse([host], null, new TargetOptions { Network = options.Network, Input = "host" }).ResolveAsync(cancel).ConfigureAwait(false);
        return await ScanAsync(new PortTarget(targets[0].ToIPAddress(), targets.NameOf(targets[0]), port), cancel).ConfigureAwait(false);
    }

    internal async ValueTask<TlsEndpoint> ScanAsync(PortTarget target, CancellationToken cancel)
    {
        var endpoint = new TlsEndpoint { Host = target.Host, Address = target.Address.ToString(), Port = target.Port };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.Timeout);
        try
        {
            if (await WhyClosedAsync(target, limit.Token).ConfigureAwait(false) is { } reason) return endpoint with { Failure = reason };
            var contact = new TlsContact(target, options.Tls, options.AnswerWait + options.AnswerWait, options.Time);
            if (await contact.TryOpenAsync(limit.Token).ConfigureAwait(false) is not { } talk) return endpoint with { Failure = "does not speak TLS" };
            if (talk.Stream is not null) await talk.Stream.DisposeAsync().ConfigureAwait(false);
            endpoint = endpoint with
            {
                Tls = talk.Facts,
                DaysLeft = talk.Facts.NotAfter is { } end ? (int)Math.Floor((end - options.Time.GetUtcNow()).TotalDays) : null,
            };
            var versions = await AcceptedAsync(target, limit.Token).ConfigureAwait(false);
            endpoint = endpoint with { Versions = [.. Versions.Where(version => versions.Contains(version) || TlsHello.NameOf(version) == talk.Facts.Protocol).Select(TlsHello.NameOf)] };
            return endpoint with { WeakCiphers = await WeakAsync(target, versions, limit.Token).ConfigureAwait(false) };
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return endpoint.Tls is null ? endpoint with { Failure = $"did not answer within {Words.Duration(options.Timeout)}" } : endpoint;
        }
    }

    async ValueTask<string?> WhyClosedAsync(PortTarget target, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(options.AnswerWait + options.AnswerWait);
        using var socket = new Socket(target.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target.EndPoint, limit.Token).ConfigureAwait(false);
            return null;
        }
        catch (SocketException failure)
        {
            return Words.Connecting(failure.SocketErrorCode);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Words.Connecting(SocketError.TimedOut);
        }
    }

    async ValueTask<HashSet<ushort>> AcceptedAsync(PortTarget target, CancellationToken cancel)
    {
        var answers = await Task.WhenAll(Versions.Select(async version =>
            (await TlsHello.AskAsync(target.EndPoint, new(version) { Host = target.Name }, options.AnswerWait, cancel).ConfigureAwait(false))?.Version == version)).ConfigureAwait(false);
        return [.. Versions.Where((_, i) => answers[i])];
    }

    /// <summary>Offers weak ciphers alone, and again without those that were taken, until none is.</summary>
    async ValueTask<IReadOnlyList<string>> WeakAsync(PortTarget target, HashSet<ushort> versions, CancellationToken cancel)
    {
        var taken = new SortedSet<ushort>();
        foreach (var version in versions.Where(version => version != TlsHello.Tls13))
        {
            for (var i = 0; i < MostWeak; i++)
            {
                ushort[] offer = [.. WeakCiphers.All.Where(cipher => !taken.Contains(cipher))];
                var hello = await TlsHello.AskAsync(target.EndPoint, new(version) { Host = target.Name, Ciphers = offer }, options.AnswerWait, cancel).ConfigureAwait(false);
                // One that takes what it was not offered is not to be asked for ever.
                if (hello is null or { Version: 0 } || !offer.Contains(hello.Cipher) || !taken.Add(hello.Cipher)) break;
            }
        }
        return [.. taken.Select(ServerCertificate.CipherName)];
    }
}
