namespace Runner.Plugins.Http;

/// <summary>A token as a server gave it.</summary>
/// <param name="Value">The token.</param>
/// <param name="UsableUntil">When to ask for another; null when the server did not say.</param>
/// <param name="RefreshToken">The refresh token to use next, if the server gave one.</param>
sealed record AccessToken(string Value, DateTimeOffset? UsableUntil, string? RefreshToken)
{
    internal bool IsUsable(DateTimeOffset now) => UsableUntil is not { } end || now < end;
}
