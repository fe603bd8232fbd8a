namespace Runner.Plugins.ClientGen.Steps;

/// <summary>What kind of body a media type stands for.</summary>
static class MediaType
{
    /// <summary>Without parameters, in lower case.</summary>
    public static string Bare(string type) => type.Split(';', 2)[0].Trim().ToLowerInvariant();

    public static bool IsJson(string type) => Bare(type) is var bare && (bare is "application/json" or "text/json" or "*/*" or "application/*" || bare.EndsWith("+json", StringComparison.Ordinal));

    public static bool IsForm(string type) => Bare(type) == "application/x-www-form-urlencoded";

    public static bool IsMultipart(string type) => Bare(type).StartsWith("multipart/", StringComparison.Ordinal);

    public static bool IsText(string type) => Bare(type) is var bare && (bare.StartsWith("text/", StringComparison.Ordinal) || bare.EndsWith("+xml", StringComparison.Ordinal) || bare is "application/xml" or "application/yaml" or "application/x-yaml" or "application/graphql" or "application/x-ndjson" or "application/jsonl");

    /// <summary>Whether an answer's type is one that is documented, which may be a range.</summary>
    public static bool Fits(string answered, string documented)
    {
        var (type, range) = (Bare(answered), Bare(documented));
        return type == range || range == "*/*" || (range.EndsWith("/*", StringComparison.Ordinal) && type.StartsWith(range[..^1], StringComparison.Ordinal));
    }
}
