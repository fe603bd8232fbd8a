namespace Runner.Plugins.Http;

/// <summary>An answer that redirected, and was followed.</summary>
/// <param name="Url">The URL that was asked, without any user, password or API key.</param>
/// <param name="Method">How it was asked.</param>
/// <param name="Status">What it answered: 301, 302, 303, 307 or 308.</param>
/// <param name="Location">Where to, as the answer says it: it may be relative to the URL.</param>
public sealed record RedirectHop(string Url, string Method, int Status, string Location);
