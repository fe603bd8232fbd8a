using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>Who asks, told in the opening handshake: exactly one of <c>bearer</c> and <c>basic</c>.</summary>
public sealed record WebSocketAuth
{
    /// <summary>A token, sent as <c>Authorization: Bearer TOKEN</c> (RFC 6750).</summary>
    [Secret]
    public string? Bearer { get; init; }

    /// <summary>A user and a password, sent as <c>Authorization: Basic ...</c> in UTF-8 (RFC 7617).</summary>
    public WebSocketBasicAuth? Basic { get; init; }
}

/// <summary>A user and a password.</summary>
public sealed record WebSocketBasicAuth
{
    /// <summary>The user; it cannot contain a colon.</summary>
    public required string Username { get; init; }

    /// <summary>The password.</summary>
    [Secret]
    public required string Password { get; init; }
}
