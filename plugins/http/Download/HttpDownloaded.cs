using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>What became of a download. There is a file only when the status is below 400.</summary>
public sealed record HttpDownloaded : IRetryAdvice
{
    /// <summary>The file, as an absolute path; empty when the server answered with an error.</summary>
    public string Path { get; init; } = "";

    /// <summary>The file's size in bytes, with what an earlier download had brought.</summary>
    public long Size { get; init; }

    /// <summary>The file's SHA-256, in lower-case hex; empty without a file.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>How many bytes of the file an earlier, broken download had brought; 0 when this one brought all.</summary>
    public long Resumed { get; init; }

    /// <summary>Bytes a second, while the body was read.</summary>
    public double Rate { get; init; }

    /// <summary>The status code: 200, or 206 when the download was resumed.</summary>
    public required int Status { get; init; }

    /// <summary>The URL that answered: after redirects, and without any user, password or API key.</summary>
    public required string Url { get; init; }

    /// <summary>The answer's headers by name, in any case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Where the time went; total is until the last byte was written.</summary>
    public required HttpTimings Timings { get; init; }

    /// <summary>The start of the answer's text, when the server answered with an error; empty otherwise.</summary>
    public string Error { get; init; } = "";

    /// <summary>How long the server asked to wait, with 429 or 503 and Retry-After; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    ErrorKind? IRetryAdvice.RetryKind => Status == 429 ? ErrorKind.RateLimit : null;
}
