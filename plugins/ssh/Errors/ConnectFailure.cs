using Runner.Plugins.Ssh.OpenSsh;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Errors;

/// <summary>
/// What happened to a client that came to no session, from its own words: its exit code is 255 whatever it was. The first line that
/// decides is taken, since what follows comes of it.
/// </summary>
static class ConnectFailure
{
    /// <summary>The error.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="words">What the client wrote, with <c>-v</c>.</param>
    /// <param name="unanswerable">A question for which nothing was given, after which the client was ended.</param>
    /// <param name="declined">Further questions that were not answered.</param>
    public static NetworkException Of(SshOptions options, string words, string? unanswerable, IReadOnlyList<string> declined)
    {
        var log = LoginLog.Read(words, options);
        var target = SshTarget.Name(options.User ?? (log.Proxy is null ? log.User : null), options.Host, options.Port ?? (log.Proxy is null ? log.Port : null));
        if (JumpFailure.IsSeenIn(log)) return JumpFailure.Of(target, options, log, declined);
        if (unanswerable is not null) return AuthenticationFailure.NoAnswer(target, unanswerable, options);
        return (Direct(new FailedLogin(target, options, log, declined)) ?? NotSsh(target, log)) ?? Unknown(target, log);
    }

    /// <summary>What a client says of a host that it connects to itself; null when none of its words is known.</summary>
    internal static NetworkException? Direct(FailedLogin login)
    {
        foreach (var line in login.Log.Words)
        {
            if ((NetworkFailure.Of(login, line) ?? HostKeyFailure.Of(login, line) ?? AuthenticationFailure.Of(login, line)
                ?? ProtocolFailure.Of(login, line) ?? ConfigurationFailure.Of(login, line)) is { } failure) return failure;
        }
        return null;
    }

    /// <summary>A server that says much else is heard no more before the client says what it makes of it.</summary>
    static ProtocolException? NotSsh(string target, LoginLog log) =>
        log.ServerVersion is null && log.Banner.Count > 0 ? ProtocolFailure.NoServer(target, $"it answered {Words.Quote(log.Banner[0])}") : null;

    static SshException Unknown(string target, LoginLog log) =>
        new(target, log.Words.LastOrDefault(line => !line.StartsWith('@')) is { } last
            ? $"No connection to {target}: the OpenSSH client says {Words.Quote(last)}."
            : $"No connection to {target}: the OpenSSH client ended without a word.")
        {
            Help = $"`ssh -v {target.Replace(":", " -p ", StringComparison.Ordinal)}` on a terminal tells more.",
        };
}
