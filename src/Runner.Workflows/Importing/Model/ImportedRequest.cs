namespace Runner.Workflows.Importing;

/// <summary>
/// One request as all formats give it. Its texts may hold marked expressions (see <see cref="ExpressionMark"/>).
/// </summary>
sealed record ImportedRequest
{
    /// <summary>Where it stands in the source, for warnings.</summary>
    public required string Place { get; init; }

    /// <summary>What people call it; null makes a name of the method and path.</summary>
    public string? Name { get; init; }

    /// <summary>The step's id, where other requests name it.</summary>
    public string? Id { get; init; }

    public string Method { get; init; } = "GET";

    /// <summary>The URL with its query.</summary>
    public required string Url { get; init; }

    /// <summary>Header fields in order; names may come several times.</summary>
    public List<KeyValuePair<string, string>> Headers { get; init; } = [];

    public ImportedAuth? Auth { get; init; }

    public ImportedBody? Body { get; init; }

    /// <summary>Null leaves it to the action.</summary>
    public bool? FollowRedirects { get; init; }

    public int? MaxRedirects { get; init; }

    public bool VerifyTls { get; init; } = true;

    public ImportedTls? Tls { get; init; }

    public string? Proxy { get; init; }

    /// <summary>Hosts that are reached without the proxy.</summary>
    public List<string> NoProxy { get; init; } = [];

    /// <summary><c>host:port</c> and the address to use instead.</summary>
    public List<KeyValuePair<string, string>> Resolve { get; init; } = [];

    public string? UnixSocket { get; init; }

    public string? LocalAddress { get; init; }

    /// <summary>The file that the answer goes to, named as the workflow will name it; null for none.</summary>
    public string? SaveTo { get; init; }

    /// <summary>Whether a part of that file is gone on with.</summary>
    public bool Resume { get; init; }

    /// <summary><c>http1</c>, <c>http2</c> or <c>http3</c>.</summary>
    public string? HttpVersion { get; init; }

    public string? ConnectTimeout { get; init; }

    public long? MaxBodySize { get; init; }

    /// <summary>The step's limit.</summary>
    public string? Timeout { get; init; }

    public ImportedRetry? Retry { get; init; }

    /// <summary>Expressions that the step expects.</summary>
    public List<string> Expect { get; init; } = [];

    /// <summary>Values that later requests use, by name.</summary>
    public List<ImportedOutput> Outputs { get; init; } = [];

    /// <summary>What stands above it in the source, for people.</summary>
    public string? Comment { get; init; }
}

/// <summary>A value that a request leaves to later ones.</summary>
sealed record ImportedOutput(string Name, string Expression, bool IsSecret);

/// <summary>Attempts in all, and what stands between them.</summary>
sealed record ImportedRetry(int Attempts, string Delay, string? Backoff, string? Timeout, string Until);

/// <summary>Whom to trust, and which certificate to show.</summary>
sealed record ImportedTls
{
    public string? Ca { get; set; }

    public string? Certificate { get; set; }

    public string? Key { get; set; }

    public string? Password { get; set; }

    public List<string> Pins { get; } = [];

    public string? MinVersion { get; set; }

    public string? MaxVersion { get; set; }
}

/// <summary>Who asks.</summary>
abstract record ImportedAuth
{
    public sealed record Bearer(string Token) : ImportedAuth;

    public sealed record Basic(string User, string Password) : ImportedAuth;

    public sealed record Digest(string User, string Password) : ImportedAuth;

    public sealed record ApiKey(string Name, string Value, bool InQuery) : ImportedAuth;

    /// <summary>A way that needs more: its name in <c>auth</c>, and its fields.</summary>
    public sealed record Other(string Kind, List<KeyValuePair<string, string>> Fields) : ImportedAuth;
}

/// <summary>What a request sends.</summary>
abstract record ImportedBody
{
    /// <summary>Text with a media type, JSON among them; null when only the headers say what it is.</summary>
    public sealed record Text(string Content, string? ContentType) : ImportedBody;

    /// <summary>Fields of a form, in order.</summary>
    public sealed record Form(List<KeyValuePair<string, string>> Fields) : ImportedBody;

    /// <summary>Parts of a multipart form, in order.</summary>
    public sealed record Multipart(List<ImportedPart> Parts) : ImportedBody;

    /// <summary>A file, named as the workflow will name it.</summary>
    public sealed record File(string Path, string? ContentType) : ImportedBody;
}

/// <summary>A part of a multipart form: a value, or a file.</summary>
sealed record ImportedPart(string Name, string? Value, string? File)
{
    public string? FileName { get; init; }

    public string? ContentType { get; init; }
}
