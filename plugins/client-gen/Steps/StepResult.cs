using System.Globalization;
using System.Text;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>What an operation answered.</summary>
public sealed class StepResult : IRetryAdvice
{
    const int MostOfProblem = 500;

    readonly byte[] bytes;
    string? body;
    JsonElement? parsed;
    bool isParsed;

    internal StepResult(byte[] bytes) => this.bytes = bytes;

    /// <summary>Whether the status is 2xx.</summary>
    [Reasons(nameof(Failure))]
    public bool Ok => Status is >= 200 and <= 299;

    /// <summary>The status code, such as 200.</summary>
    public required int Status { get; init; }

    /// <summary>The words after the status code.</summary>
    public required string Reason { get; init; }

    /// <summary>The headers by name, in any case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The URL that was asked.</summary>
    public required string Url { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The file that the body was written to; null without <c>save-to</c>.</summary>
    public required string? File { get; init; }

    /// <summary>The size of the body in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Where the time went.</summary>
    public required StepTimings Timings { get; init; }

    /// <summary>The media type, without parameters; null when there is none.</summary>
    public string? ContentType => Headers.TryGetValue("Content-Type", out var type) ? MediaType.Bare(type) : null;

    /// <summary>The body as text.</summary>
    [PresentWhen(nameof(IsText))]
    public string Body => body ??= Charset.GetString(bytes).TrimStart('\uFEFF');

    /// <summary>The body's bytes in Base64.</summary>
    [PresentWhen(nameof(IsBinary))]
    public string Base64 => Convert.ToBase64String(bytes);

    /// <summary>The body of a success as JSON.</summary>
    /// <exception cref="ProtocolException">It is not JSON.</exception>
    [PresentWhen(nameof(HasJson))]
    public JsonElement? Json => Ok && bytes.Length > 0 ? Parse() ?? throw NoJson() : null;

    /// <summary>The body of an answer that is no success as JSON; null for a success.</summary>
    /// <exception cref="ProtocolException">It is not JSON.</exception>
    [PresentWhen(nameof(HasProblem))]
    public JsonElement? Problem => !Ok && bytes.Length > 0 ? Parse() ?? throw NoJson() : null;

    /// <summary>Whether the answer is what the document promises.</summary>
    [Reasons(nameof(Violations))]
    public bool Conforms => Violations.Count == 0;

    /// <summary>In what it is not.</summary>
    public IReadOnlyList<string> Violations { get; internal set; } = [];

    /// <summary>How long the server asked to wait, with 429 or 503 and Retry-After (RFC 9110, section 10.2.3); null when it did not.</summary>
    public TimeSpan? RetryAfter
    {
        get
        {
            if (Status is not (429 or 503) || !Headers.TryGetValue("Retry-After", out var value)) return null;
            if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return TimeSpan.FromSeconds(seconds);
            if (!DateTimeOffset.TryParseExact(value, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)) return null;
            return date - Received is { Ticks: > 0 } wait ? wait : TimeSpan.Zero;
        }
    }

    ErrorKind? IRetryAdvice.RetryKind => Status switch { 429 => ErrorKind.RateLimit, 503 when RetryAfter is not null => ErrorKind.Http, _ => null };

    /// <summary>Why it is no success.</summary>
    internal string? Hint { get; set; }

    internal DateTimeOffset Received { get; set; }

    /// <summary>Why it is no success: the status, and what the body says of it.</summary>
    internal IReadOnlyList<string> FailureOf()
    {
        if (Ok) return [];
        var said = bytes.Length == 0 ? "" : IsText ? $": {Words.Quote(Said())}" : "";
        return [$"the API answered {Status} {Reason}".TrimEnd() + said + (Hint is null ? "" : $" ({Hint})")];
    }

    /// <summary>What <see cref="Ok"/> is explained by.</summary>
    [PresentWhen(nameof(IsNever))]
    public IReadOnlyList<string> Failure => FailureOf();

    internal bool IsText => !IsBinary && File is null;

    internal bool IsBinary => bytes.AsSpan().Contains((byte)0) || (ContentType is { } type && !MediaType.IsText(type) && !MediaType.IsJson(type) && !MediaType.IsForm(type) && bytes.Length > 0 && !LooksLikeText());

    internal bool HasJson => Ok && Parse() is not null;

    internal bool HasProblem => !Ok && Parse() is not null;

    internal static bool IsNever => false;

    /// <summary>The body as JSON; null where it is none.</summary>
    internal JsonElement? Parse()
    {
        if (isParsed) return parsed;
        try
        {
            var text = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory(3) : bytes;
            if (text.Length > 0)
            {
                using var document = JsonDocument.Parse(text, new() { MaxDepth = 200 });
                parsed = document.RootElement.Clone();
            }
        }
        catch (JsonException)
        {
            // It is none: whoever asks for it by name is told so.
        }

        isParsed = true;
        return parsed;
    }

    /// <summary>The sentence of a problem (RFC 9457) and of what is common, else the start of the text.</summary>
    string Said()
    {
        if (Parse() is { ValueKind: JsonValueKind.Object } problem)
        {
            foreach (var name in (string[])["detail", "message", "error_description", "title", "error"])
                if (problem.TryGetProperty(name, out var sentence) && sentence.ValueKind == JsonValueKind.String && sentence.GetString() is { Length: > 0 } found) return Cut(found);
        }

        return Cut(Body.Trim());
    }

    static string Cut(string text) => text.Length <= MostOfProblem ? text : text[..MostOfProblem];

    ProtocolException NoJson() => new($"{Method} {Url}", $"The body of the answer {Status} is not JSON{(ContentType is { } type ? $", it is {type}" : "")}: {Words.Quote(Cut(Body))}.") { Status = Status };

    bool LooksLikeText()
    {
        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    Encoding Charset
    {
        get
        {
            try
            {
                return Headers.TryGetValue("Content-Type", out var type) && System.Net.Http.Headers.MediaTypeHeaderValue.TryParse(type, out var parts) && parts.CharSet is { Length: > 0 } name ? Encoding.GetEncoding(name.Trim('"')) : Encoding.UTF8;
            }
            catch (ArgumentException)
            {
                return Encoding.UTF8;
            }
        }
    }
}

/// <summary>Where the time went.</summary>
/// <param name="FirstByte">Until the answer's headers were there.</param>
/// <param name="Total">Until the whole body was there.</param>
public sealed record StepTimings(TimeSpan FirstByte, TimeSpan Total);
