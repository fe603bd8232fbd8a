namespace Runner.Plugins.Scan;

/// <summary>What answers on a port.</summary>
public sealed record ScannedService
{
    /// <summary>The protocol by its common name, such as <c>http</c> or <c>postgresql</c>; null when it could not be told.</summary>
    public string? Name { get; init; }

    /// <summary>The program, such as <c>nginx</c> or <c>OpenSSH</c>, where it says so.</summary>
    public string? Product { get; init; }

    /// <summary>Its version, where it says so.</summary>
    public string? Version { get; init; }

    /// <summary>More that it says about itself, such as the system it runs on.</summary>
    public string? Info { get; init; }

    /// <summary>Whether it was asked; false when the name is only what usually listens on this port.</summary>
    public bool IsProbed { get; init; }

    /// <summary>What it said first, printable and cut to a few hundred characters.</summary>
    public string? Banner { get; init; }

    /// <summary>TLS as it is spoken there; null when it is not.</summary>
    public ScannedTls? Tls { get; init; }

    /// <summary>What a web server answered to <c>GET /</c>; null when it is none.</summary>
    public ScannedPage? Page { get; init; }
}
