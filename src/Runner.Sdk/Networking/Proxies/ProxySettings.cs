using System.Net;

namespace Runner.Sdk.Networking;

/// <summary>Which proxy to go through. Two that say the same are equal, so that connections can be shared by it.</summary>
public sealed record ProxySettings
{
    ProxySettings(Uri? address, string userInfo, string except, bool system)
    {
        Address = address;
        UserInfo = userInfo;
        Except = except;
        IsSystem = system;
    }

    /// <summary>What the environment says: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY; the system's settings on Windows and macOS.</summary>
    public static ProxySettings System { get; } = new(null, "", "", system: true);

    /// <summary>No proxy.</summary>
    public static ProxySettings None { get; } = new(null, "", "", system: false);

    /// <summary>The proxy's URL, without its user and password; null when the system decides, or there is none.</summary>
    public Uri? Address { get; }

    /// <summary>Whether the system decides.</summary>
    public bool IsSystem { get; }

    /// <summary>The hosts that are reached without it, with commas between them, as they were given; empty for none.</summary>
    public string Except { get; }

    string UserInfo { get; }

    /// <summary>Reads inputs.</summary>
    /// <param name="proxy">
    /// A URL with http, https, socks4, socks4a or socks5, perhaps with a user and a password; <c>none</c>; null for the system's.
    /// </param>
    /// <param name="except">Hosts that are reached without it: names (their subdomains too), addresses, networks in CIDR notation, <c>*</c>.</param>
    /// <exception cref="ActionInputException">The proxy is no URL of these, an exception is no network, or there are exceptions and no proxy.</exception>
    public static ProxySettings Parse(string? proxy, IReadOnlyList<string>? except)
    {
        if (proxy is null && except is { Count: > 0 })
            throw new ActionInputException("no-proxy", "`no-proxy` excepts hosts from `proxy`: give `proxy` too, or use the environment's NO_PROXY.");
        if (proxy is null) return System;
        if (proxy.Equals("none", StringComparison.OrdinalIgnoreCase)) return None;
        if (!Uri.TryCreate(proxy.Contains("://", StringComparison.Ordinal) ? proxy : "http://" + proxy, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https" or "socks4" or "socks4a" or "socks5") || url.Host.Length == 0)
        {
            throw new ActionInputException(
                "proxy", "`proxy` is no proxy's URL: give one such as http://proxy.example.com:3128 or socks5://127.0.0.1:1080, or none for no proxy.");
        }
        foreach (var entry in except ?? [])
        {
            if (!entry.Contains('/', StringComparison.Ordinal) || IPNetwork.TryParse(entry.Trim(), out _)) continue;
            throw new ActionInputException(
                "no-proxy", $"`no-proxy` has {Words.Quote(entry)}, which is no network: give one such as 10.0.0.0/8 or fd00::/8, with only zeros after its prefix.");
        }
        return new(new UriBuilder(url) { UserName = "", Password = "" }.Uri, url.UserInfo, string.Join(',', except ?? []), system: false);
    }

    /// <summary>The proxy as .NET's clients take it; null for none.</summary>
    public IWebProxy? ToWebProxy() => IsSystem ? new SystemProxy() : Address is null ? null : new GivenProxy(Address, Credentials(), Except);

    /// <summary>The proxy's URL with its user and password, escaped as a URL has them; null as for <see cref="Address"/>. Not for people to see.</summary>
    public Uri? ToUri() => Address is null || UserInfo.Length == 0 ? Address : new($"{Address.Scheme}://{UserInfo}@{Address.GetComponents(UriComponents.HostAndPort, UriFormat.UriEscaped)}/");

    NetworkCredential? Credentials()
    {
        if (UserInfo.Length == 0) return null;
        var colon = UserInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? new(Uri.UnescapeDataString(UserInfo), "")
            : new(Uri.UnescapeDataString(UserInfo[..colon]), Uri.UnescapeDataString(UserInfo[(colon + 1)..]));
    }
}
