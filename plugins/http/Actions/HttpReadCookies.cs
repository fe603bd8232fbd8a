using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Reads the cookies of a session.</summary>
[Action("http.cookies", Idempotent = true)]
public sealed record HttpReadCookies : IAction<HttpCookies>
{
    /// <summary>The session, by the id of its <c>http.session</c> step.</summary>
    public required HttpSession Connection { get; init; }

    /// <summary>Only the cookies that go to this URL, which may be relative to the session's base-url; without it, all of them.</summary>
    public string? Url { get; init; }

    /// <inheritdoc/>
    public ValueTask<HttpCookies> RunAsync(ActionContext context, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var jar = Connection.Cookies ?? throw new ActionInputException(
            "connection", "`connection` is a session without cookies: open it with `cookies: true` or a `cookie-jar`.");
        var cookies = Url is null ? jar.Cookies : jar.For(BaseUrl.Resolve(Url, Connection.Options.BaseUrl));
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var cookie in cookies) values.TryAdd(cookie.Name, cookie.Value);
        return new(new HttpCookies(values, cookies));
    }
}

/// <summary>The cookies of a session.</summary>
/// <param name="Values">Their values by name; where several have one name, the first of <c>cookies</c>.</param>
/// <param name="Cookies">The cookies with all that is known of them: for a URL those with the longest paths first, else the oldest.</param>
public sealed record HttpCookies(IReadOnlyDictionary<string, string> Values, IReadOnlyList<HttpCookie> Cookies);
