namespace Runner.Plugins.Http;

/// <summary>One request as <see cref="HttpSession.SendAsync"/> takes it. Redirects that it leads to belong to the same call.</summary>
public sealed record HttpCall
{
    /// <summary>The method, such as <c>GET</c>. Methods are case-sensitive (RFC 9110, section 9.1).</summary>
    public string Method { get; init; } = "GET";

    /// <summary>
    /// Where to: an absolute http or https URL, or one relative to <see cref="HttpSessionOptions.BaseUrl"/>. A user and password
    /// in it are used as basic authentication.
    /// </summary>
    public required string Url { get; init; }

    /// <summary>Header fields; they replace the session's of the same name.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Names and values to append to the URL's query, escaped. A name may come several times.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Query { get; init; }

    /// <summary>What to send; null for nothing.</summary>
    public HttpBody? Body { get; init; }

    /// <summary>Who asks; null for <see cref="HttpSessionOptions.Auth"/>.</summary>
    public HttpAuth? Auth { get; init; }

    /// <summary>Told how a streamed body's upload comes along; null for nobody.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <summary>Takes the answer's body as it comes, in place of reading it whole.</summary>
    internal StreamedResponse? Receiver { get; init; }

    /// <summary>Whether somebody else than the caller named the URL, at another origin: nobody's credentials go there.</summary>
    internal bool Foreign { get; init; }
}
