using System.Globalization;
using System.Net;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>The options of a curl command that say how the server is reached and trusted.</summary>
static class CurlConnection
{
    internal static void Add(CurlLine line, HttpSessionOptions options, Uri url, ActionContext context)
    {
        AddTls(line, options.Tls.Options);
        AddProxy(line, options.Proxy, context);
        foreach (var (name, address) in options.Dialing.Resolve.Entries) AddAddress(line, name, address, url);
        if (options.Dialing.LocalAddress is { } local) line.Add("--interface", local.ToString());
        if (options.Dialing.UnixSocket is { } socket) line.Add("--unix-socket", socket);
        switch (options.HttpVersion)
        {
            case HttpProtocol.Http1: line.Add("--http1.1"); break;
            case HttpProtocol.Http2: line.Add(url.Scheme == Uri.UriSchemeHttp ? "--http2-prior-knowledge" : "--http2"); break;
            case HttpProtocol.Http3: line.Add("--http3-only"); break;
        }

        if (options.ConnectTimeout != Dialer.DefaultConnectTimeout) line.Add("--connect-timeout", CurlCommand.Seconds(options.ConnectTimeout));
    }

    static void AddTls(CurlLine line, TlsOptions tls)
    {
        if (!tls.Verify) line.Add("-k");
        if (tls.Ca is { } ca) line.Add("--cacert", FileOf(line, ca, "ca"));
        if (tls.Certificate is { } certificate)
        {
            // A colon would end the path and begin a password.
            line.Add("--cert", FileOf(line, certificate, "certificate").Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal));
            if (certificate.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || certificate.EndsWith(".p12", StringComparison.OrdinalIgnoreCase)) line.Add("--cert-type", "P12");
        }

        if (tls.Key is { } key) line.Add("--key", FileOf(line, key, "key"));
        if (tls.Password is { } password) line.Add("--pass", password);
        if (tls.Pins is { Count: > 0 } pins)
        {
            if (pins.All(static pin => pin.StartsWith("sha256//", StringComparison.Ordinal))) line.Add("--pinnedpubkey", string.Join(';', pins));
            else line.Note("tls.pins are not checked: curl knows pins of public keys (sha256//BASE64) only");
        }

        if (tls.ServerName is { } name) line.Note($"tls.server-name is left out: curl asks for the name in the URL, not for {name}");
        if (tls.MinVersion is { } least) line.Add($"--tlsv{least}");
        if (tls.MaxVersion is { } most) line.Add("--tls-max", most);
    }

    /// <summary>The file; for PEM text, which a command line cannot hold, the name of one that it has to be written to.</summary>
    static string FileOf(CurlLine line, string pathOrText, string input)
    {
        if (!pathOrText.Contains("-----BEGIN", StringComparison.Ordinal)) return pathOrText;
        line.Note($"{input}.pem is the text of tls.{input}, to be written to a file");
        return $"{input}.pem";
    }

    static void AddProxy(CurlLine line, ProxySettings proxy, ActionContext context)
    {
        // Both programs read the environment.
        if (proxy.IsSystem) return;
        if (proxy.ToUri() is not { } url)
        {
            line.Add("--noproxy", "*");
            return;
        }

        if (url.UserInfo.Split(':', 2) is [_, { Length: > 0 } password])
        {
            context.Mask(password);
            context.Mask(Uri.UnescapeDataString(password));
        }

        // The plugin has the proxy look names up, as curl does with the h. Without a port curl would take 1080.
        var scheme = url.Scheme == "socks5" ? "socks5h" : url.Scheme;
        var user = url.UserInfo.Length > 0 ? $"{url.UserInfo}@" : "";
        var port = url.Port > 0 ? string.Create(CultureInfo.InvariantCulture, $":{url.Port}") : "";
        line.Add("-x", $"{scheme}://{user}{(url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost)}{port}");
        if (proxy.Except.Length > 0) line.Add("--noproxy", proxy.Except.Replace("*.", ".", StringComparison.Ordinal));
    }

    static void AddAddress(CurlLine line, string name, string address, Uri url)
    {
        var colon = name.LastIndexOf(':');
        var (host, port) = colon > 0 && int.TryParse(name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _) && !name[..colon].Contains(':', StringComparison.Ordinal)
            ? (name[..colon], name[(colon + 1)..])
            : (name, url.Port.ToString(CultureInfo.InvariantCulture));
        if (IPAddress.TryParse(address.Trim('[', ']'), out _)) line.Add("--resolve", $"{host}:{port}:{address}");
        else line.Add("--connect-to", $"{host}:{port}:{address}");
    }
}
