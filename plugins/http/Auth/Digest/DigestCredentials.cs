using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A user and a password that are never sent, only proved.</summary>
public sealed record DigestCredentials
{
    /// <summary>The user.</summary>
    public required string Username { get; init; }

    /// <summary>The password.</summary>
    [Secret]
    public required string Password { get; init; }
}
