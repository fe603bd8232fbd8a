using System.Security.Cryptography;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>The request for a WebSocket (RFC 6455, section 4.1), checked and ready to be sent, as often as it is needed.</summary>
sealed class HandshakeRequest
{
    static readonly string UserAgent = $"Runner/{typeof(HandshakeRequest).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>The headers that are the handshake itself: a second word on them breaks it.</summary>
    static readonly string[] Ours = ["Connection", "Upgrade", "Content-Length", "Transfer-Encoding"];

    readonly List<KeyValuePair<string, string>> headers = [];

    HandshakeRequest(Uri url, WebSocketClientOptions options)
    {
        Url = url;
        Options = options;
    }

    /// <summary>Where to, without user and password.</summary>
    internal Uri Url { get; }

    internal WebSocketClientOptions Options { get; }

    internal bool IsSecure => Url.Scheme == "wss";

    /// <summary>The URL for people.</summary>
    internal string Target => Url.AbsoluteUri;

    /// <summary>The server, for people: <c>example.com:443</c>.</summary>
    internal string Server => Words.Server(Host, Url.Port);

    /// <summary>The host without the brackets that a URL has around an IPv6 address.</summary>
    internal string Host => Url.IdnHost.Trim('[', ']');

    /// <summary>The value of the Host header.</summary>
    internal string HostHeader { get; private set; } = "";

    /// <summary>All headers but Host and the ones of <see cref="Upgrade"/>.</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    /// <exception cref="ActionInputException">The URL or an option cannot work.</exception>
    internal static HandshakeRequest Create(string url, WebSocketClientOptions options)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("ws" or "wss") || parsed.Host.Length == 0)
        {
            var hint = parsed?.Scheme is "http" or "https" ? $" ({(parsed.Scheme == "http" ? "ws" : "wss")}:// in place of {parsed.Scheme}://)" : "";
            throw new ActionInputException(
                "url", $"`url` is {Words.Quote(url)}: give an absolute URL that starts with ws:// or wss://{hint}, such as wss://example.com/feed.");
        }
        if (url.Contains('#', StringComparison.Ordinal))
            throw new ActionInputException("url", "`url` has a fragment, the part from # on, which the URL of a WebSocket may not have (RFC 6455, section 3): leave it out, or write %23 if it belongs to the path or the query.");
        var userInfo = parsed.UserInfo;
        if (userInfo.Length > 0 && options.Auth is not null)
            throw new ActionInputException("auth", "`auth` is given, and `url` has a user too: leave one of them out.");
        if (userInfo.Length > 0) parsed = new UriBuilder(parsed) { UserName = "", Password = "" }.Uri;
        var request = new HandshakeRequest(parsed, options);
        request.HostHeader = parsed.IsDefaultPort ? Bracketed(request.Host) : request.Server;
        request.AddHeaders(userInfo);
        return request;
    }

    /// <summary>The headers that make it a request for a WebSocket.</summary>
    internal static KeyValuePair<string, string>[] Upgrade(string key) =>
    [
        new("Connection", "Upgrade"), new("Upgrade", "websocket"), new("Sec-WebSocket-Version", "13"), new("Sec-WebSocket-Key", key),
    ];

    /// <summary>A value nobody could have guessed, by which the answer is known to be one to this request.</summary>
    internal static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));

    /// <summary>The request as it goes on the wire.</summary>
    internal byte[] ToBytes(string key)
    {
        var head = new StringBuilder($"GET {Url.PathAndQuery} HTTP/1.1\r\nHost: {HostHeader}\r\n");
        foreach (var (name, value) in Upgrade(key)) head.Append(name).Append(": ").Append(value).Append("\r\n");
        foreach (var (name, value) in headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }

    static string Bracketed(string host) => host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;

    void AddHeaders(string userInfo)
    {
        if (Credentials.Of(Options.Auth, userInfo, Options.SecretDerived) is { } credentials) headers.Add(new("Authorization", credentials));
        if (Options.Origin is { } origin)
        {
            if (!HeaderSyntax.IsValue(origin)) throw new ActionInputException("origin", "`origin` has a line break: give one such as https://example.com.");
            headers.Add(new("Origin", origin));
        }
        if (Options.Subprotocols is { Count: > 0 } subprotocols)
        {
            foreach (var subprotocol in subprotocols)
            {
                if (HeaderSyntax.IsToken(subprotocol)) continue;
                throw new ActionInputException(
                    "subprotocols", $"`subprotocols` has {Words.Quote(subprotocol)}: a name has letters, digits, dots and dashes, such as mqtt or graphql-ws.");
            }
            if (subprotocols.Distinct(StringComparer.Ordinal).Count() < subprotocols.Count)
                throw new ActionInputException("subprotocols", "`subprotocols` has a name twice: RFC 6455 allows it once.");
            headers.Add(new("Sec-WebSocket-Protocol", string.Join(", ", subprotocols)));
        }
        if (Options.Compression is { } compression) headers.Add(new("Sec-WebSocket-Extensions", Deflate.Offer(compression)));
        foreach (var (name, value) in Options.Headers ?? new Dictionary<string, string>()) Add(name, value);
        if (!Has("User-Agent")) headers.Add(new("User-Agent", UserAgent));
    }

    void Add(string name, string value)
    {
        if (!HeaderSyntax.IsToken(name))
            throw new ActionInputException("headers", $"`headers` has the name {Words.Quote(name)}: a header's name has letters, digits and dashes only.");
        if (!HeaderSyntax.IsValue(value)) throw new ActionInputException("headers", $"`headers` has a line break in {name}: a header is one line.");
        if (name.StartsWith("Sec-WebSocket-", StringComparison.OrdinalIgnoreCase))
        {
            var instead = name.EndsWith("Protocol", StringComparison.OrdinalIgnoreCase) ? "use `subprotocols`"
                : name.EndsWith("Extensions", StringComparison.OrdinalIgnoreCase) ? "use `compression`"
                : "leave it out";
            throw new ActionInputException("headers", $"`headers` has {name}, which belongs to the handshake: {instead}.");
        }
        if (Array.Exists(Ours, ours => ours.Equals(name, StringComparison.OrdinalIgnoreCase)))
            throw new ActionInputException("headers", $"`headers` has {name}, which belongs to the handshake: leave it out.");
        if (name.Equals("Host", StringComparison.OrdinalIgnoreCase)) HostHeader = value;
        else if (!Has(name)) headers.Add(new(name, value));
        else throw new ActionInputException("headers", $"`headers` has {name}, and {Elsewhere(name)} too: leave one of them out.");
    }

    string Elsewhere(string name) =>
        name.Equals("Origin", StringComparison.OrdinalIgnoreCase) && Options.Origin is not null ? "`origin` says it"
        : !name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? "it is there in other letters"
        : Options.Auth is not null ? "`auth` says it" : "`url` has a user, who makes one";

    bool Has(string name) => headers.Exists(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
}
