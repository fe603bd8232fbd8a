namespace Runner.Store.Recording;

/// <summary>The host in what an error names as its target: a URL, a host with its port, a host with its user.</summary>
static class HostName
{
    public static string Of(string target)
    {
        if (target.Contains("://", StringComparison.Ordinal)) return Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Host.Trim('[', ']') : target;
        var host = target[(target.LastIndexOf('@') + 1)..];
        if (host.StartsWith('[') && host.IndexOf(']') is > 0 and var end) return host[1..end];
        // More than one colon is an IPv6 address.
        return host.IndexOf(':') is >= 0 and var colon && colon == host.LastIndexOf(':') ? host[..colon] : host;
    }
}
