using System.Text.RegularExpressions;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Errors;

/// <summary>A host on the way, or a program of the user's that makes the connection, did not lead to the target.</summary>
static partial class JumpFailure
{
    /// <summary>Whether the client lost a connection that it had not made itself.</summary>
    public static bool IsSeenIn(LoginLog log) => log.Proxy is not null && !log.HasReachedHost && log.Words.Any(line => Lost().IsMatch(line));

    /// <summary>The error.</summary>
    public static NetworkException Of(string target, SshOptions options, LoginLog log, IReadOnlyList<string> declined)
    {
        // What the client itself says is only that nothing came; and it may say so before the other has ended.
        var words = log.Words.Where(line => !Own().IsMatch(line) && !Lost().IsMatch(line)).ToList();
        if (words.FirstOrDefault(line => Beyond().IsMatch(line)) is { } beyond && Beyond().Match(beyond) is var reached)
        {
            var via = Via(options, log) ?? "the host on the way";
            return new ConnectionFailedException(target, $"No connection to {target}: {via} was reached, and cannot connect further: {reached.Groups["why"].Value.TrimEnd('.')}.")
            {
                Help = $"The name and the port must be right as seen from {via}, and its server must allow forwarding (AllowTcpForwarding).",
            };
        }
        if (log.Jump is null)
        {
            return new ConnectionFailedException(target, $"No connection to {target}: the ProxyCommand of the configuration made none{(words.Count > 0 ? $": {Words.Quote(words[^1])}" : "")}.")
            {
                Help = $"It ran: {log.Proxy}",
            };
        }
        var named = Via(options, log) ?? log.Jump;
        var login = new FailedLogin(named, options.Jump.Count > 0 ? JumpRoute.Hops(options)[log.LastHop] : new SshOptions { Host = named }, log, declined, IsJump: true);
        return ConnectFailure.Direct(login) is { } cause ? Told(cause, target, named)
            : new ConnectionFailedException(target, $"No connection to {target}: the jump host {named} led nowhere{(words.Count > 0 ? $": {Words.Quote(words[^1])}" : "")}.");
    }

    /// <summary>The same error, of the target, saying where it happened.</summary>
    static NetworkException Told(NetworkException cause, string target, string jump)
    {
        var message = $"No connection to {target} through the jump host {jump}: {cause.Message}";
        return cause switch
        {
            DnsResolutionException => new DnsResolutionException(target, message, cause) { Help = cause.Help, IsTransient = cause.IsTransient },
            NetworkTimeoutException => new NetworkTimeoutException(target, message, cause) { Help = cause.Help },
            ConnectionFailedException => new ConnectionFailedException(target, message, cause) { Help = cause.Help },
            AuthenticationException => new AuthenticationException(target, message, cause) { Help = cause.Help },
            ProtocolException => new ProtocolException(target, message, cause) { Help = cause.Help },
            _ => new SshException(target, message, cause) { Help = cause.Help },
        };
    }

    /// <summary>The host on the way that it came to last, as it was asked for; null when none of it was.</summary>
    static string? Via(SshOptions options, LoginLog log) => options.Jump.Count > 0 ? options.Jump[log.LastHop] : log.Jump;

    [GeneratedRegex(@"(by|to) UNKNOWN port 65535|^ssh_dispatch_run_fatal: Connection to UNKNOWN|^(stdio forwarding failed)")]
    private static partial Regex Lost();

    [GeneratedRegex(@"^(kex_exchange_identification: |Killed by signal )")]
    private static partial Regex Own();

    [GeneratedRegex(@"^channel \d+: open failed: (?<why>.*)$")]
    private static partial Regex Beyond();
}
