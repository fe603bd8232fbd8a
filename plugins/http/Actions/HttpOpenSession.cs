using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// Opens a session: what requests have in common, said once, and cookies that are kept between them. Requests belong to it with
/// <c>connection</c> and the id of this step, until the job ends.
/// </summary>
[Action("http.session", Opens = typeof(HttpSession))]
public sealed record HttpOpenSession : HttpSettings, IAction<HttpSessionOpened>
{
    /// <summary>
    /// What relative URLs of requests are relative to, such as <c>https://example.com/v1/</c>. End it with a slash: without one,
    /// a relative URL takes the place of its last part. The session's auth, and its headers Authorization, Cookie and Host, go to
    /// this server only.
    /// </summary>
    [StartsWith("http://", "https://")]
    public string? BaseUrl { get; init; }

    /// <summary>Whether cookies that answers set are kept, and sent where they belong.</summary>
    public bool Cookies { get; init; }

    /// <summary>
    /// A file of cookies in Netscape's format (<c>cookies.txt</c>, as curl's -b and -c and browsers' exports have it), relative to
    /// the workflow. It is read now, if it is there, and written when the job ends, readable by this user alone. It implies
    /// <c>cookies</c>. Jobs that use one file at the same time overwrite each other's.
    /// </summary>
    public string? CookieJar { get; init; }

    /// <inheritdoc/>
    public ValueTask<HttpSessionOpened> RunAsync(ActionContext context, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var options = OptionsOver(null, context) with { Headers = Headers, Auth = Auth, BaseUrl = Base(), Cookies = Jar(context) };
        foreach (var (name, value) in Headers ?? new Dictionary<string, string>()) RequestMessage.Check(name, value);
        var session = new HttpSession(options, context.Shared<ConnectionPools>(), context.Shared<AuthMemory>());
        Credentials.Of(Auth, "", session); // refused here rather than by the first request
        context.Open(session);
        return new(new HttpSessionOpened(options.BaseUrl?.AbsoluteUri, options.Cookies?.Cookies.Count ?? 0));
    }

    Uri? Base()
    {
        if (BaseUrl is null) return null;
        if (Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) && Http.BaseUrl.IsBase(url)) return url;
        var hasUser = url is not null && url.UserInfo.Length > 0;
        throw new ActionInputException(
            "base-url",
            hasUser ? "`base-url` has a user in it: give it as `auth: { basic: ... }`."
                : $"`base-url` is {Words.Quote(BaseUrl)}: give an absolute URL that starts with http:// or https://, such as https://example.com/v1/.");
    }

    CookieJar? Jar(ActionContext context)
    {
        if (CookieJar is null) return Cookies ? new CookieJar(context.Time) : null;
        if (CookieJar.Length == 0) throw new ActionInputException("cookie-jar", "`cookie-jar` is empty: give a file, such as cookies.txt.");
        return Http.CookieJar.Load(RegularFile.FullPath(CookieJar, context.BaseDirectory, "cookie-jar"), context.Time);
    }
}

/// <summary>An open session.</summary>
/// <param name="BaseUrl">What relative URLs are relative to; null when they cannot be relative.</param>
/// <param name="Cookies">How many cookies it begins with.</param>
public sealed record HttpSessionOpened(string? BaseUrl, int Cookies);
