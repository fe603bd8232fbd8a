using Runner.Workflows.Catalogue;

namespace Runner.Workflows.Importing;

/// <summary>
/// Which inputs the http plugin's requests have: an import uses them where they are there, and warns of what it has to
/// leave out where they are not. This is the one place that knows.
/// </summary>
public sealed record HttpCapabilities
{
    /// <summary><c>tls</c> with <c>verify</c>, <c>ca</c>, <c>certificate</c> and <c>key</c>; without it <c>verify-tls</c>.</summary>
    public bool Tls { get; init; }

    /// <summary><c>proxy</c>: a URL.</summary>
    public bool Proxy { get; init; }

    /// <summary><c>resolve</c>: addresses by <c>host:port</c>.</summary>
    public bool Resolve { get; init; }

    /// <summary><c>unix-socket</c>: a path.</summary>
    public bool UnixSocket { get; init; }

    /// <summary><c>multipart</c>: fields, and files as <c>{ file, filename, content-type }</c>.</summary>
    public bool Multipart { get; init; }

    /// <summary><c>file</c>: a path whose content is the body.</summary>
    public bool FileBody { get; init; }

    /// <summary><c>auth.digest</c>.</summary>
    public bool Digest { get; init; }

    /// <summary><c>auth.aws</c>.</summary>
    public bool Aws { get; init; }

    /// <summary><c>auth.oauth2</c>.</summary>
    public bool OAuth2 { get; init; }

    /// <summary><c>http-version: http3</c>.</summary>
    public bool Http3 { get; init; }

    /// <summary><c>http.download</c> with <c>to</c> and <c>resume</c>.</summary>
    public bool Download { get; init; }

    /// <summary>What the actions of a catalogue can do.</summary>
    public static HttpCapabilities Of(IActionCatalogue catalogue)
    {
        if (catalogue.Find("http.post")?.Inputs is not { } inputs) return new();
        var auth = inputs.Fields.FirstOrDefault(field => field.Name == "auth")?.Type;
        var version = inputs.Fields.FirstOrDefault(field => field.Name == "http-version")?.Type;
        return new()
        {
            Tls = Has("tls"),
            Proxy = Has("proxy"),
            Resolve = Has("resolve"),
            UnixSocket = Has("unix-socket"),
            Multipart = Has("multipart"),
            FileBody = Has("file"),
            Digest = Knows("digest"),
            Aws = Knows("aws"),
            OAuth2 = Knows("oauth2"),
            Http3 = version?.Choices.Contains("http3") ?? false,
            Download = catalogue.Find("http.download") is not null,
        };

        bool Has(string name) => inputs.Fields.Any(field => field.Name == name);

        bool Knows(string name) => auth?.Fields.Any(field => field.Name == name) ?? false;
    }
}
