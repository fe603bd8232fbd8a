using System.Net;

namespace Runner.Plugins.Http;

/// <summary>Where cookies belong (RFC 6265bis, sections 5.1.3 and 5.1.4).</summary>
static class CookieScope
{
    /// <summary>The host of a URL as cookies name it.</summary>
    internal static string HostOf(Uri url) =>
        (url.HostNameType == UriHostNameType.IPv6 ? url.Host.Trim('[', ']') : url.IdnHost).ToLowerInvariant();

    /// <summary>Whether the host is an address, below which there are no hosts.</summary>
    internal static bool IsAddress(string host) => IPAddress.TryParse(host, out _);

    internal static bool DomainMatches(string host, string domain) =>
        host == domain || (host.Length > domain.Length && host.EndsWith(domain, StringComparison.Ordinal)
            && host[^(domain.Length + 1)] == '.' && !IsAddress(host));

    internal static bool PathMatches(string asked, string path) =>
        asked == path || (asked.StartsWith(path, StringComparison.Ordinal) && (path.EndsWith('/') || asked[path.Length] == '/'));

    /// <summary>The folder of the URL.</summary>
    internal static string DefaultPath(Uri url)
    {
        var path = url.AbsolutePath;
        var last = path.LastIndexOf('/');
        return last <= 0 ? "/" : path[..last];
    }

    /// <summary>Whether nobody on the way can read what is sent. This machine itself is such a way, as browsers and curl have it.</summary>
    internal static bool IsSecure(Uri url) => url.Scheme == Uri.UriSchemeHttps || url.IsLoopback;

    /// <summary>
    /// Whether a domain belongs to many: here, one of a single label such as <c>com</c>. That <c>co.uk</c> is one too is in no
    /// standard but in a list that changes weekly, and matters where strangers' sites are visited, as browsers do.
    /// </summary>
    internal static bool IsPublicSuffix(string domain) => !domain.Contains('.', StringComparison.Ordinal) && !domain.Contains(':', StringComparison.Ordinal);
}
