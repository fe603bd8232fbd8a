using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>What a call's URL means: absolute, or relative to the session's base (RFC 3986, section 5).</summary>
static class BaseUrl
{
    internal static bool IsHttp(Uri url) => url.Scheme is "http" or "https" && url.Host.Length > 0;

    /// <summary>Whether it can be a session's base. A user in it would be lost on the way to a relative URL, or shown.</summary>
    internal static bool IsBase(Uri url) => url.IsAbsoluteUri && IsHttp(url) && url.UserInfo.Length == 0;

    /// <exception cref="ActionInputException">It leads nowhere.</exception>
    internal static Uri Resolve(string text, Uri? baseUrl)
    {
        // Absolute first: a text with a scheme says where it leads. "/x" would be a file's URL on Unix, but is no http one.
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && IsHttp(url)) return url;
        if (baseUrl is not null && Uri.TryCreate(baseUrl, text, out url) && IsHttp(url)) return url;
        throw new ActionInputException(
            "url",
            $"`url` is {Words.Quote(text)}: give an absolute URL that starts with http:// or https://, such as https://example.com/health"
                + (baseUrl is null ? ", or a connection to an http.session that has a base-url." : $", or a URL relative to {baseUrl.AbsoluteUri}."));
    }

    /// <summary>
    /// What resolution leaves out of the base, where that may not be meant: <c>v1</c> of <c>https://example.com/v1</c> for
    /// <c>users</c>. Null when nothing is left out.
    /// </summary>
    internal static string? Dropped(string text, Uri? baseUrl)
    {
        if (baseUrl is null || text.Length == 0 || text[0] is '/' or '?' or '#' || text.Contains("://", StringComparison.Ordinal)) return null;
        var path = baseUrl.AbsolutePath;
        return path.EndsWith('/') ? null : path[(path.LastIndexOf('/') + 1)..];
    }

    internal static bool IsSameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
}
