using System.ComponentModel.DataAnnotations;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Http;

/// <summary>The inputs that a session gives to its requests, and that each request can give itself.</summary>
public abstract record HttpSettings : PeerInputs
{
    static readonly HttpSessionOptions Defaults = new() { Dialing = DialOptions.Default };

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
    [Range(0, int.MaxValue)]
    public int? MaxRedirects { get; init; }

    /// <summary>
    /// The proxy to go through: a URL with http, https, socks4, socks4a or socks5, such as <c>http://proxy.example.com:3128</c>, perhaps
    /// with a user and a password; <c>none</c> for none. Without it HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY count, but never for this
    /// machine itself (localhost, 127.0.0.1, ::1): for that, name the proxy here.
    /// </summary>
    public string? Proxy { get; init; }

    /// <summary>
    /// Hosts to reach without the <c>proxy</c>: names (their subdomains too), addresses, networks such as <c>10.0.0.0/8</c>.
    /// </summary>
    public IReadOnlyList<string>? NoProxy { get; init; }

    /// <summary>
    /// Which version of HTTP to speak. <c>auto</c>, which holds unless it is said, here or by the session, takes HTTP/2 over TLS
    /// where the server offers it, else HTTP/1.1. <c>http3</c> needs a system with QUIC.
    /// </summary>
    public HttpProtocol? HttpVersion { get; init; }

    /// <summary>
    /// The largest body to accept, in bytes after decompression: 10485760 (10 MiB) unless it is said, here or by the session. A
    /// larger one is a protocol error.
    /// </summary>
    [Range(0, long.MaxValue)]
    public long? MaxBodySize { get; init; }

    /// <summary>
    /// How many requests each target (scheme, host and port) may get in a time, such as <c>{ requests: 10, per: 1s }</c>. More
    /// wait for their turn. All steps of the process with the same limit share it.
    /// </summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>
    /// When to leave a target that fails alone, such as <c>{ failures: 5, window: 30s, open-for: 30s }</c>: until it is over,
    /// requests to it fail at once, with a connection error. All steps of the process with the same settings share it.
    /// </summary>
    public CircuitBreaker? CircuitBreaker { get; init; }

    /// <summary>The options that these inputs make of a session's, or of the defaults where there is no session.</summary>
    /// <param name="session">The session's, if there is one.</param>
    /// <param name="context">Whose clock, masks and log to use.</param>
    /// <param name="warns">Whether there can be something to warn of.</param>
    /// <exception cref="ActionInputException">An input is out of range.</exception>
    private protected HttpSessionOptions OptionsOver(HttpSessionOptions? session, ActionContext context, bool warns = false)
    {
        if (MaxBodySize < 0) throw new ActionInputException("max-body-size", "`max-body-size` is negative: give a number of bytes.");
        if (MaxRedirects < 0) throw new ActionInputException("max-redirects", "`max-redirects` is negative: give 0 or more.");
        var over = session ?? Defaults;
        var dialing = Dialing(context, over.Dialing);
        var proxy = Proxy is null && NoProxy is null ? over.Proxy : ProxySettings.Parse(Proxy, NoProxy);
        if (dialing.UnixSocket is not null && proxy.Address is not null)
        {
            throw new ActionInputException(
                "unix-socket", "`unix-socket` and `proxy` are two ways, and a request goes one: leave one of them out, or give `proxy: none` to go without a session's.");
        }
        return over with
        {
            FollowRedirects = FollowRedirects ?? over.FollowRedirects,
            MaxRedirects = MaxRedirects ?? over.MaxRedirects,
            Tls = Tls is null ? over.Tls : Trust(context),
            Dialing = dialing,
            Proxy = proxy,
            HttpVersion = HttpVersion ?? over.HttpVersion,
            MaxBodySize = MaxBodySize ?? over.MaxBodySize,
            ConnectTimeout = ConnectTimeout is null ? over.ConnectTimeout : OpeningLimit,
            RateLimit = RateLimit ?? over.RateLimit,
            CircuitBreaker = CircuitBreaker ?? over.CircuitBreaker,
            Targets = (RateLimit ?? over.RateLimit) is null && (CircuitBreaker ?? over.CircuitBreaker) is null ? null : context.Shared<TargetStates>(),
            Time = context.Time,
            SecretDerived = context.Mask,
            Warn = warns ? WarningsOf(context) : null,
        };
    }

    static Action<string> WarningsOf(ActionContext context) => line => context.Log(LogLevel.Warning, line);
}
