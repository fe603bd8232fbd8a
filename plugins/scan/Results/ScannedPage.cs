namespace Runner.Plugins.Scan;

/// <summary>What a web server answers to <c>GET /</c>.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Title">The page's title.</param>
/// <param name="Server">What the server calls itself.</param>
/// <param name="Location">Where it redirects to.</param>
public sealed record ScannedPage(int Status, string? Title, string? Server, string? Location);
