namespace Runner.Plugins.Http;

/// <summary>A cookie as a <see cref="CookieJar"/> keeps it (RFC 6265bis, section 5.7).</summary>
public sealed record HttpCookie
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its value.</summary>
    public required string Value { get; init; }

    /// <summary>The host that it goes to, in lower case; also to the hosts below it, unless <c>hostOnly</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>The path that it goes to, and what is below it.</summary>
    public string Path { get; init; } = "/";

    /// <summary>When it ends; null when it ends with the session.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether it goes over TLS only (and to this machine itself).</summary>
    public bool Secure { get; init; }

    /// <summary>Whether scripts of a browser may not see it. Of no consequence here; it is kept for other programs that read the file.</summary>
    public bool HttpOnly { get; init; }

    /// <summary>Whether it goes to its domain only and not to the hosts below it.</summary>
    public bool HostOnly { get; init; } = true;

    /// <summary>The name and the domain. Not the value: who holds it may be logged in.</summary>
    public override string ToString() => $"{Name} for {(HostOnly ? "" : ".")}{Domain}{Path}";
}
