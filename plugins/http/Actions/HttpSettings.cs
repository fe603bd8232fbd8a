using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The inputs that a session gives to its requests, and that each request can give itself.</summary>
public abstract record HttpSettings
{
    static readonly HttpSessionOptions Defaults = new();

    /// <summary>Header fields to send. Runner sends User-Agent, Accept and Accept-Encoding of its own unless they are here.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Who asks. Redirects to another origin do not get it.</summary>
    public HttpAuth? Auth { get; init; }

    /// <summary>
    /// Whether redirects are followed: true unless it is said, here or by the session. 303, and 301 and 302 after a POST, go on
    /// with a GET; from https to http is refused. When false, the redirect is the result.
    /// </summary>
    public bool? FollowRedirects { get; init; }

    /// <summary>How many redirects may be followed: 10 unless it is said, here or by the session.</summary>
    public int? MaxRedirects { get; init; }

    /// <summary>
    /// Whether the server's certificate must be trusted, current and for its name: true unless it is said, here or by the session.
    /// False is for tests only, and warned of.
    /// </summary>
    public bool? VerifyTls { get; init; }

    /// <summary>
    /// Which version of HTTP to speak. <c>auto</c>, which holds unless it is said, here or by the session, takes HTTP/2 over TLS
    /// where the server offers it, else HTTP/1.1.
    /// </summary>
    public HttpProtocol? HttpVersion { get; init; }

    /// <summary>
    /// The largest body to accept, in bytes after decompression: 10485760 (10 MiB) unless it is said, here or by the session. A
    /// larger one is a protocol error.
    /// </summary>
    public long? MaxBodySize { get; init; }

    /// <summary>
    /// How long opening the connection may take, name resolution, TCP and TLS together: 10s unless it is said, here or by the
    /// session.
    /// </summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>The options that these inputs make of a session's, or of the defaults where there is no session.</summary>
    /// <param name="session">The session's, if there is one.</param>
    /// <param name="context">Whose clock, masks and log to use.</param>
    /// <param name="warns">Whether there can be something to warn of.</param>
    /// <exception cref="ActionInputException">An input is out of range.</exception>
    private protected HttpSessionOptions OptionsOver(HttpSessionOptions? session, ActionContext context, bool warns = false)
    {
        if (MaxBodySize < 0) throw new ActionInputException("max-body-size", "`max-body-size` is negative: give a number of bytes.");
        if (MaxRedirects < 0) throw new ActionInputException("max-redirects", "`max-redirects` is negative: give 0 or more.");
        if (ConnectTimeout <= TimeSpan.Zero || ConnectTimeout > ConnectionPool.LongestTimeout)
            throw new ActionInputException("connect-timeout", "`connect-timeout` is out of range: give a duration such as 10s, up to 24 days.");
        var over = session ?? Defaults;
        var verifyTls = VerifyTls ?? over.VerifyTls;
        if (!verifyTls) context.Log(LogLevel.Warning, "verify-tls is false: anyone on the way could answer in the server's place.");
        return over with
        {
            FollowRedirects = FollowRedirects ?? over.FollowRedirects,
            MaxRedirects = MaxRedirects ?? over.MaxRedirects,
            VerifyTls = verifyTls,
            HttpVersion = HttpVersion ?? over.HttpVersion,
            MaxBodySize = MaxBodySize ?? over.MaxBodySize,
            ConnectTimeout = ConnectTimeout ?? over.ConnectTimeout,
            Time = context.Time,
            SecretDerived = context.Mask,
            Warn = warns ? WarningsOf(context) : null,
        };
    }

    static Action<string> WarningsOf(ActionContext context) => line => context.Log(LogLevel.Warning, line);
}
