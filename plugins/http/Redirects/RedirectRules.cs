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
        if (!Uri.TryCreate(from, location, out var to) || (to.Scheme != Uri.UriSchemeHttp && to.Scheme != Uri.UriSchemeHttps) || to.Host.Length == 0)
            throw Unusable(from, status, $"to {Words.Quote(location)}, which is not an http or https URL");
        if (from.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp)
        {
            throw Unusable(
                from, status, $"from https to {WithoutUserInfo(to).AbsoluteUri}, which would send the rest unencrypted",
                "Ask for the http URL itself if that is meant, or set follow-redirects: false and look at the redirect.");
        }

        to = WithoutUserInfo(to);
        var sameOrigin = Uri.Compare(from, to, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;
        var toGet = status == 303 ? plan.Method != HttpMethod.Get && plan.Method != HttpMethod.Head
            : status is 301 or 302 && plan.Method == HttpMethod.Post;
        return plan with
        {
            Url = to,
            Method = toGet ? HttpMethod.Get : plan.Method,
            Body = toGet ? null : plan.Body,
            Credentials = sameOrigin ? plan.Credentials : null,
            Trusted = plan.Trusted && sameOrigin,
            KeepsContentHeaders = plan.KeepsContentHeaders && !toGet,
        };
    }

    /// <summary>Refuses a redirect that leads to a request made before: without cookies the answer would be the same again.</summary>
    internal static void RefuseLoop(List<RequestPlan> asked, RequestPlan next, int status)
    {
        for (var i = 0; i < asked.Count; i++)
        {
            if (asked[i].Url != next.Url || asked[i].Method != next.Method) continue;
            var loop = asked.Skip(i).Append(next).Select(plan => plan.Url.AbsoluteUri);
            throw new HttpException(next.Url.AbsoluteUri, $"Redirect loop: {string.Join(" -> ", loop)}.")
            {
                Status = status,
                Help = "Often a server that sends http to https behind a proxy that speaks http to it, or one that wants a cookie.",
            };
        }
    }

    internal static HttpException TooMany(List<RequestPlan> asked, int status, int limit) =>
        new(asked[0].Url.AbsoluteUri, $"More than {limit} redirects from {asked[0].Url.AbsoluteUri}; the last led away from {asked[^1].Url.AbsoluteUri}.")
        {
            Status = status,
            Help = "Raise max-redirects, or set follow-redirects: false and look at the redirect.",
        };

    internal static Uri WithoutUserInfo(Uri url) => url.UserInfo.Length == 0 ? url : new UriBuilder(url) { UserName = "", Password = "" }.Uri;

    static HttpException Unusable(Uri from, int status, string what, string? help = null) =>
        new(from.AbsoluteUri, $"{from.AbsoluteUri} answered {status} with a redirect {what}.") { Status = status, Help = help };
}
