using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A user and a password.</summary>
public sealed record BasicCredentials
{
    /// <summary>The user; it cannot contain a colon.</summary>
    public required string Username { get; init; }

    /// <summary>The password.</summary>
    [Secret]
    public required string Password { get; init; }
}
