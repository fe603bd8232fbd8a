namespace Runner.Plugins.Http;

/// <summary>A request as it is to be sent next: the call's first, or what a redirect made of it.</summary>
/// <param name="Url">Where to, without user, password and API key.</param>
/// <param name="Method">How.</param>
/// <param name="Body">What to send; null for nothing.</param>
/// <param name="Credentials">Who asks; null for nobody, or when a redirect led to another origin.</param>
/// <param name="Trusted">Whether this is still the origin that the caller named, so that it may get the headers that say who asks.</param>
/// <param name="TrustedBySession">Whether it is the origin of the session's base URL, so that it may get the session's headers that say who asks.</param>
/// <param name="KeepsContentHeaders">Whether the caller's Content-* headers still describe the body.</param>
sealed record RequestPlan(
    Uri Url, HttpMethod Method, HttpBody? Body, Credentials? Credentials, bool Trusted, bool TrustedBySession, bool KeepsContentHeaders = true)
{
    /// <summary>The URL to ask: with the API key, when it goes into the query.</summary>
    internal Uri RequestUrl => Credentials is null ? Url : Credentials.Address(Url);
}
