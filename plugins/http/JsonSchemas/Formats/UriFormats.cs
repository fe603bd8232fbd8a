using System.Text.RegularExpressions;

namespace Runner.Plugins.Http;

/// <summary>URIs (RFC 3986, appendix A) and IRIs (RFC 3987).</summary>
static partial class UriFormats
{
    internal static bool IsUri(string text, bool ascii) => Is(text, ascii, needsScheme: true);

    internal static bool IsReference(string text, bool ascii) => Is(text, ascii, needsScheme: false);

    static bool Is(string text, bool ascii, bool needsScheme)
    {
        foreach (var c in text)
        {
            if (c is <= ' ' or '"' or '<' or '>' or '\\' or '^' or '`' or '{' or '|' or '}' or '\x7f' || (ascii && c > '\x7f')) return false;
        }
        if (Shape().Match(text) is not { Success: true } match || BadEscape().IsMatch(text)) return false;
        var hasScheme = match.Groups["scheme"].Success;
        if (needsScheme && !hasScheme) return false;
        var authority = match.Groups["authority"];
        if (authority.Success && !IsAuthority(authority.Value)) return false;
        var path = match.Groups["path"].ValueSpan;
        if (path.ContainsAny('[', ']') || match.Groups["query"].ValueSpan.ContainsAny('[', ']') || match.Groups["fragment"].ValueSpan.ContainsAny('[', ']', '#')) return false;
        // The first segment of a path without a scheme would be read as one (RFC 3986, section 4.2).
        var slash = path.IndexOf('/');
        return hasScheme || authority.Success || !(slash < 0 ? path : path[..slash]).Contains(':');
    }

    static bool IsAuthority(string authority)
    {
        var at = authority.IndexOf('@', StringComparison.Ordinal);
        var user = at < 0 ? "" : authority[..at];
        if (user.AsSpan().ContainsAny('[', ']', '@')) return false;
        var host = authority[(at + 1)..];
        if (host is ['[', ..])
        {
            var end = host.IndexOf(']', StringComparison.Ordinal);
            if (end < 0) return false;
            var literal = host[1..end];
            return (SchemaFormats.IsIPv6(literal) || FutureAddress().IsMatch(literal)) && Port().IsMatch(host[(end + 1)..]);
        }
        var colon = host.IndexOf(':', StringComparison.Ordinal);
        return !host.AsSpan().ContainsAny('[', ']', '@') && (colon < 0 || Port().IsMatch(host[colon..]));
    }

    [GeneratedRegex(@"^(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?<authority>[^/?#]*))?(?<path>[^?#]*)(?:\?(?<query>[^#]*))?(?:#(?<fragment>.*))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex BadEscape();

    [GeneratedRegex(@"^(?::[0-9]*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Port();

    [GeneratedRegex(@"^[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex FutureAddress();
}
