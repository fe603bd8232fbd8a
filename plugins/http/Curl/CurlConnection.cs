using System.Globalization;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>The options of a curl command that say how the server is reached and trusted.</summary>
static class CurlConnection
{
    public static void Add(List<string> arguments, HttpActionInputs action, ActionContext context)
    {
        if (action.Tls is { } tls) AddTls(arguments, tls, context);
        AddProxy(arguments, action, context);
        foreach (var (name, address) in action.Resolve ?? new Dictionary<string, string>()) AddAddress(arguments, name, address, action.Url);
        if (action.LocalAddress is { } local) CurlCommand.Add(arguments, "--interface", local.ToString());
        if (action.UnixSocket is { } socket) CurlCommand.Add(arguments, "--unix-socket", Path.GetFullPath(socket, context.BaseDirectory));
        switch (action.HttpVersion)
        {
            case HttpProtocol.Http1: arguments.Add("--http1.1"); break;
            case HttpProtocol.Http2: arguments.Add(action.Url.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ? "--http2-prior-knowledge" : "--http2"); break;
            case HttpProtocol.Http3: arguments.Add("--http3-only"); break;
        }

        if (action.ConnectTimeout is { } limit) CurlCommand.Add(arguments, "--connect-timeout", limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture));
        if (action.MaxBodySize is { } largest) CurlCommand.Add(arguments, "--max-filesize", largest.ToString(CultureInfo.InvariantCulture));
    }

    static void AddTls(List<string> arguments, TlsOptions tls, ActionContext context)
    {
        if (!tls.Verify) arguments.Add("-k");
        if (tls.Ca is { } ca) CurlCommand.Add(arguments, "--cacert", FileOf(ca, "ca.pem", context));
        if (tls.Certificate is { } certificate)
        {
            CurlCommand.Add(arguments, "--cert", FileOf(certificate, "certificate.pem", context));
            if (certificate.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) || certificate.EndsWith(".p12", StringComparison.OrdinalIgnoreCase)) CurlCommand.Add(arguments, "--cert-type", "P12");
        }

        if (tls.Key is { } key) CurlCommand.Add(arguments, "--key", FileOf(key, "key.pem", context));
        if (tls.Password is { } password) CurlCommand.Add(arguments, "--pass", password);
        if (tls.Pins is { Count: > 0 } pins && pins.All(pin => pin.StartsWith("sha256//", StringComparison.Ordinal))) CurlCommand.Add(arguments, "--pinnedpubkey", string.Join(';', pins));
        if (tls.MinVersion is { } least) arguments.Add($"--tlsv{least}");
        if (tls.MaxVersion is { } most) CurlCommand.Add(arguments, "--tls-max", most);
    }

    /// <summary>The file; for PEM text, which a command line cannot hold, the name of one that it could be written to.</summary>
    static string FileOf(string pathOrText, string name, ActionContext context) =>
        pathOrText.Contains("-----BEGIN", StringComparison.Ordinal) ? name : Path.GetFullPath(pathOrText, context.BaseDirectory);

    static void AddProxy(List<string> arguments, HttpActionInputs action, ActionContext context)
    {
        if (action.Proxy is { } proxy)
        {
            if (proxy == "none")
            {
                CurlCommand.Add(arguments, "--noproxy", "*");
                return;
            }

            if (Uri.TryCreate(proxy, UriKind.Absolute, out var url) && url.UserInfo.Split(':', 2) is [_, { Length: > 0 } password])
            {
                context.Mask(password);
                context.Mask(Uri.UnescapeDataString(password));
            }

            // The plugin has the proxy look names up, as curl does with the h.
            CurlCommand.Add(arguments, "-x", proxy.StartsWith("socks5://", StringComparison.OrdinalIgnoreCase) ? $"socks5h{proxy[6..]}" : proxy);
        }

        if (action.NoProxy is { Count: > 0 } without) CurlCommand.Add(arguments, "--noproxy", string.Join(',', without));
    }

    static void AddAddress(List<string> arguments, string name, string address, string url)
    {
        var colon = name.LastIndexOf(':');
        var (host, port) = colon > 0 && int.TryParse(name.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _) && !name[..colon].Contains(':', StringComparison.Ordinal)
            ? (name[..colon], name[(colon + 1)..])
            : (name, Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed.Port.ToString(CultureInfo.InvariantCulture) : "");
        if (System.Net.IPAddress.TryParse(address.Trim('[', ']'), out _)) CurlCommand.Add(arguments, "--resolve", $"{host}:{port}:{address}");
        else CurlCommand.Add(arguments, "--connect-to", $"{host}:{port}:{address}");
    }
}
