using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The way that a call took through redirects, and how far it may go on.</summary>
/// <param name="cookiesBefore">The state of the cookies (<see cref="CookieJar.Changes"/>) when the call began.</param>
sealed class RedirectTrail(int cookiesBefore)
{
    readonly List<(RequestPlan Plan, int Status, string Location, int Cookies)> hops = [];

    /// <summary>The next request.</summary>
    /// <param name="plan">What was asked.</param>
    /// <param name="status">What was answered.</param>
    /// <param name="location">Where to, as the answer says it.</param>
    /// <param name="options">How far to go.</param>
    /// <exception cref="HttpException">Redirects go in a circle, are too many, or lead where they may not.</exception>
    internal RequestPlan Follow(RequestPlan plan, int status, string location, HttpSessionOptions options)
    {
        var cookies = options.Cookies?.Changes ?? 0;
        hops.Add((plan, status, location, cookies));
        if (hops.Count > options.MaxRedirects) throw TooMany(status, options.MaxRedirects);
        var next = RedirectRules.Next(plan, status, location);
        RefuseLoop(next, status, cookies);
        return next;
    }

    /// <summary>The URLs that the redirects led to; the last one is that of the plan.</summary>
    internal string[] Urls(RequestPlan last) => [.. hops.Skip(1).Select(hop => hop.Plan).Append(last).Select(plan => plan.Url.AbsoluteUri)];

    internal RedirectHop[] History() => [.. hops.Select(hop => new RedirectHop(hop.Plan.Url.AbsoluteUri, hop.Plan.Method.Method, hop.Status, hop.Location))];

    /// <summary>
    /// Refuses a redirect that leads to a request made before, since the answer would be the same again. With other cookies
    /// than then it need not be: a login comes back to where it began.
    /// </summary>
    void RefuseLoop(RequestPlan next, int status, int cookies)
    {
        for (var i = 0; i < hops.Count; i++)
        {
            var before = i == 0 ? cookiesBefore : hops[i - 1].Cookies;
            if (hops[i].Plan.Url != next.Url || hops[i].Plan.Method != next.Method || before != cookies) continue;
            var loop = hops.Skip(i).Select(hop => hop.Plan).Append(next).Select(plan => plan.Url.AbsoluteUri);
            throw new HttpException(next.Url.AbsoluteUri, $"Redirect loop: {string.Join(" -> ", loop)}.")
            {
                Status = status,
                Help = "Often a server that sends http to https behind a proxy that speaks http to it, or one that wants a cookie: "
                    + "an http.session with cookies: true keeps them.",
            };
        }
    }

    HttpException TooMany(int status, int limit)
    {
        var (first, last) = (hops[0].Plan.Url.AbsoluteUri, hops[^1].Plan.Url.AbsoluteUri);
        return new(first, $"More than {limit} redirects from {first}; the last led away from {last}.")
        {
            Status = status,
            Help = "Raise max-redirects, or set follow-redirects: false and look at the redirect.",
        };
    }
}
