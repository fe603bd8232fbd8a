namespace Runner.Workflows.Importing;

/// <summary>What a curl command says of the way to the server.</summary>
sealed class CurlConnection(ImportOptions options, ImportNotes notes)
{
    ImportedTls? tls;
    string? proxy;
    string? proxyUser;

    public bool Verifies { get; set; } = true;

    public ImportedTls? Tls => tls;

    public List<string> NoProxy { get; } = [];

    public List<KeyValuePair<string, string>> Resolve { get; } = [];

    public string? UnixSocket { get; private set; }

    public string? LocalAddress { get; private set; }

    public string? HttpVersion { get; private set; }

    public string? ConnectTimeout { get; private set; }

    public long? MaxBodySize { get; private set; }

    /// <summary>Takes an option; false when it is of something else.</summary>
    public bool Use(string option, string value, string place)
    {
        switch (option)
        {
            case "insecure": Verifies = false; break;
            case "cacert": Trust.Ca = options.PathFor(value); break;
            case "cert": UseCertificate(value); break;
            case "key": Trust.Key = options.PathFor(value); break;
            case "pass": Trust.Password = value; break;
            case "pinnedpubkey": UsePins(value, place); break;
            case "tlsv1.0" or "tlsv1.1" or "tlsv1.2" or "tlsv1.3": Trust.MinVersion = option[4..]; break;
            case "tlsv1": Trust.MinVersion = "1.0"; break;
            case "tls-max" when value != "default": Trust.MaxVersion = value; break;
            case "tls-max": break;
            case "noproxy":
                if (value == "*") proxy = "none";
                else NoProxy.AddRange(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
                break;
            case "proxy": proxy = value.Contains("://", StringComparison.Ordinal) || ExpressionMark.IsIn(value) ? value : $"http://{value}"; break;
            case "preproxy" or "socks4" or "socks4a" or "socks5" or "socks5-hostname":
                if (option is "socks5" or "socks5-hostname") proxy = $"socks5://{value}";
                else notes.Warn(place, $"`--{option}` is left out");
                break;
            case "proxy-user": proxyUser = value; break;
            case "resolve": UseResolve(value, place); break;
            case "connect-to": UseConnectTo(value, place); break;
            case "interface":
                if (System.Net.IPAddress.TryParse(value, out _)) LocalAddress = value;
                else notes.Warn(place, $"`--interface {value}` is left out: only an address is carried over");
                break;
            case "unix-socket": UnixSocket = options.PathFor(value); break;
            case "http1.1": HttpVersion = "http1"; break;
            case "http1.0":
                HttpVersion = "http1";
                notes.Warn(place, "HTTP/1.0 becomes HTTP/1.1");
                break;
            // Over TLS that is what Runner does by itself.
            case "http2": HttpVersion = null; break;
            case "http2-prior-knowledge": HttpVersion = "http2"; break;
            case "http3" or "http3-only": HttpVersion = "http3"; break;
            case "connect-timeout": ConnectTimeout = CurlRequest.Seconds(Number(value, option, place)); break;
            case "max-filesize": MaxBodySize = Size(value, option, place); break;
            default: return false;
        }

        return true;
    }

    /// <summary>The proxy with its user; null for none.</summary>
    public string? ProxyUrl(ImportedSecrets secrets)
    {
        if (proxy is null or "none") return proxy;
        var start = proxy.IndexOf("://", StringComparison.Ordinal) + 3;
        var at = proxy.LastIndexOf('@');
        var (user, host) = at >= start ? (proxy[start..at], proxy[(at + 1)..]) : (proxyUser, proxy[start..]);
        if (user is null) return proxy;
        var parts = user.Split(':', 2);
        var password = parts.Length > 1 && parts[1].Length > 0 ? ":" + secrets.Take("PROXY_PASSWORD", at >= start ? parts[1] : UrlText.Escape(parts[1]), "the proxy's password, as a URL has it") : "";
        return $"{proxy[..start]}{parts[0]}{password}@{host}";
    }

    ImportedTls Trust => tls ??= new();

    void UseCertificate(string value)
    {
        var colon = value.LastIndexOf(':');
        // `C:\cert.pem` has a drive, `cert.pem:secret` a password.
        if (colon > 1)
        {
            Trust.Password = value[(colon + 1)..];
            value = value[..colon];
        }

        Trust.Certificate = options.PathFor(value);
    }

    void UsePins(string value, string place)
    {
        if (value.StartsWith("sha256//", StringComparison.Ordinal)) Trust.Pins.AddRange(value.Split(';'));
        else notes.Warn(place, "`--pinnedpubkey` with a file is left out: write the key's hash, as sha256//BASE64");
    }

    void UseResolve(string value, string place)
    {
        var parts = value.TrimStart('+').Split(':', 3);
        if (parts.Length < 3 || parts[0] is "*" or "" || value.StartsWith('-')) notes.Warn(place, $"`--resolve {value}` is left out: only host:port:address is carried over");
        else Resolve.Add(new($"{parts[0]}:{parts[1]}", parts[2].Split(',')[0].Trim('[', ']')));
    }

    void UseConnectTo(string value, string place)
    {
        // HOST1:PORT1:HOST2:PORT2, addresses of IPv6 in brackets.
        var match = System.Text.RegularExpressions.Regex.Match(value, @"^([^:\[\]]+):(\d*):(\[[^\]]+\]|[^:\[\]]+):(\d*)$", System.Text.RegularExpressions.RegexOptions.CultureInvariant);
        if (match.Success && System.Net.IPAddress.TryParse(match.Groups[3].Value.Trim('[', ']'), out _))
            Resolve.Add(new(With(match.Groups[1].Value, match.Groups[2].Value), match.Groups[4].Length > 0 ? With(match.Groups[3].Value, match.Groups[4].Value) : match.Groups[3].Value.Trim('[', ']')));
        else notes.Warn(place, $"`--connect-to {value}` is left out: only host:port:address:port, with an address, is carried over");

        static string With(string host, string port) => port.Length == 0 ? host : $"{host}:{port}";
    }

    static double Number(string value, string option, string place) =>
        double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : throw new ImportException(place, $"`--{option}` needs a number, not `{ExpressionMark.Literals(value)}`", null);

    static long Size(string value, string option, string place)
    {
        var factor = value.Length == 0 ? 1 : char.ToLowerInvariant(value[^1]) switch { 'k' => 1L << 10, 'm' => 1L << 20, 'g' => 1L << 30, _ => 1 };
        return (long)(Number(factor == 1 ? value : value[..^1], option, place) * factor);
    }
}
