using System.Net;
using System.Net.Sockets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.PluginHost.Clients;

/// <summary>Fetches documents by HTTP, through the system's proxy and within the network policy.</summary>
static class DocumentFetch
{
    static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <exception cref="ActionSourceException">The server has it not, or it is too large.</exception>
    /// <exception cref="NetworkException">The server cannot be reached, or may not be.</exception>
    public static async ValueTask<byte[]> GetAsync(string location, NetworkPolicy network, int most, CancellationToken cancel)
    {
        var url = new Uri(location);
        using var handler = new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = Timeout.InfiniteTimeSpan,
            MaxAutomaticRedirections = 5,
            Proxy = ProxySettings.System.ToWebProxy(),
            ConnectCallback = async (context, token) =>
            {
                var peer = new PeerAddress(context.DnsEndPoint.Host, context.DnsEndPoint.Port, location) { Dialing = DialOptions.Default with { Network = network } };
                return (await Dialer.OpenAsync(peer, null, token).ConfigureAwait(false)).Stream;
            },
        };
        if (!network.IsOpen && handler.Proxy is { } way && !way.IsBypassed(url) && way.GetProxy(url) is { } proxy && proxy != url) network.CheckBeyond(url.IdnHost, location);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Limit);
        try
        {
            using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
            client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json, application/yaml, */*;q=0.8");
            using var answer = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode) throw new ActionSourceException($"{location}: the server answered {(int)answer.StatusCode}, not with a document");
            var body = await answer.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                using var kept = new MemoryStream();
                var buffer = new byte[81920];
                for (int read; (read = await body.ReadAsync(buffer, limit.Token).ConfigureAwait(false)) > 0;)
                {
                    kept.Write(buffer, 0, read);
                    if (kept.Length > most) throw new ActionSourceException($"{location}: the document is larger than {Words.Bytes(most)}");
                }

                return kept.ToArray();
            }
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new NetworkTimeoutException(location, $"{location}: the document did not come within {Words.Duration(Limit)}.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            for (var cause = e; cause is not null; cause = cause.InnerException)
                if (cause is NetworkException known) throw known;
            throw new ConnectionFailedException(location, $"{location}: the document cannot be fetched: {e.GetBaseException().Message}", e);
        }
    }
}
