using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>What to ask next when an answer redirects (RFC 9110, section 15.4; the Fetch Standard's "HTTP-redirect fetch").</summary>
static class RedirectRules
{
    /// <summary>Whether the status asks for another request, to the URL in Location.</summary>
    internal static bool IsRedirect(int status) => status is 301 or 302 or 303 or 307 or 308;

    /// <summary>The next request.</summary>
    /// <exception cref="HttpException">The location is no http URL, or would give up TLS.</exception>
    internal static RequestPlan Next(RequestPlan plan, int status, string location)
    {
        var from = plan.Url;
        if (!Uri.TryCreate(from, location, out var to) || !BaseUrl.IsHttp(to))
            throw Unusable(from, status, $"to {Words.Quote(location)}, which is not an http or https URL");
        if (from.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp)
        {
            throw Unusable(
                from, status, $"from https to {WithoutUserInfo(to).AbsoluteUri}, which would send the rest unencrypted",
                "Ask for the http URL itself if that is meant, or set follow-redirects: false and look at the redirect.");
        }

        to = WithoutUserInfo(to);
        var sameOrigin = BaseUrl.IsSameOrigin(from, to);
        var toGet = status == 303 ? plan.Method != HttpMethod.Get && plan.Method != HttpMethod.Head
            : status is 301 or 302 && plan.Method == HttpMethod.Post;
        return plan with
        {
            Url = to,
            Method = toGet ? HttpMethod.Get : plan.Method,
            Body = toGet ? null : plan.Body,
            Credentials = sameOrigin ? plan.Credentials : null,
            Trusted = plan.Trusted && sameOrigin,
            TrustedBySession = plan.TrustedBySession && sameOrigin,
            KeepsContentHeaders = plan.KeepsContentHeaders && !toGet,
        };
    }

    internal static Uri WithoutUserInfo(Uri url) => url.UserInfo.Length == 0 ? url : new UriBuilder(url) { UserName = "", Password = "" }.Uri;

    static HttpException Unusable(Uri from, int status, string what, string? help = null) =>
        new(from.AbsoluteUri, $"{from.AbsoluteUri} answered {status} with a redirect {what}.") { Status = status, Help = help };
}
