namespace Runner.Plugins.Http;

/// <summary>Changes of a URL that leave the rest of it as it was written.</summary>
static class QueryParameter
{
    /// <summary>The URL with the parameter, in place of others of its name.</summary>
    internal static Uri Set(Uri url, string name, string value)
    {
        var kept = url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => !Uri.UnescapeDataString(pair.Split('=', 2)[0].Replace('+', ' ')).Equals(name, StringComparison.Ordinal));
        var without = new Uri($"{url.GetLeftPart(UriPartial.Path)}?{string.Join('&', kept)}{url.Fragment}");
        return UrlEncoding.Append(without, [new(name, value)]);
    }

    internal static Uri WithUser(Uri url, string userInfo) =>
        new($"{url.Scheme}://{userInfo}@{url.GetComponents(UriComponents.HostAndPort | UriComponents.PathAndQuery | UriComponents.Fragment, UriFormat.UriEscaped)}");
}
