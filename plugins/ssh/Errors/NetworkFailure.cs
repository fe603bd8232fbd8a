using System.Text.RegularExpressions;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Errors;

/// <summary>No way to the server: its name, its address, its port, or what came of the connection before anybody spoke SSH.</summary>
static partial class NetworkFailure
{
    /// <summary>The error that a line tells of; null when it tells of none of these.</summary>
    public static NetworkException? Of(FailedLogin login, string line)
    {
        var target = login.Target;
        if (Resolving().Match(line) is { Success: true } name)
        {
            var reason = name.Groups["why"].Value;
            return new DnsResolutionException(target, $"No connection to {target}: {name.Groups["host"].Value} does not resolve: {Resolution(reason)}.")
            {
                // A resolver that does not answer now may later; a name that is none will be none.
                IsTransient = reason.Contains("Temporary", StringComparison.OrdinalIgnoreCase) || reason.Contains("try again", StringComparison.OrdinalIgnoreCase),
                Help = "A host that only ~/.ssh/config or the inventory knows is called by the name that it has there.",
            };
        }
        if (Connecting().Match(line) is { Success: true } connect) return Connect(target, Words.Server(connect.Groups["host"].Value, int.Parse(connect.Groups["port"].Value, System.Globalization.CultureInfo.InvariantCulture)), connect.Groups["why"].Value);
        if (line.StartsWith("Connection timed out during banner exchange", StringComparison.Ordinal))
            return new NetworkTimeoutException(target, $"{target} accepted the connection and then said nothing: no SSH server answered in time.") { Help = "Is it an SSH server that listens there? `connect-timeout` waits longer." };
        if (TimedOut().IsMatch(line))
            return new NetworkTimeoutException(target, $"{target} stopped answering while logging in.") { Help = "`connect-timeout` waits longer." };
        return Closed().IsMatch(line) ? ClosedEarly(login, line) : null;
    }

    /// <summary>What is said of a server that gives up a connection before anybody is logged in.</summary>
    static NetworkException ClosedEarly(FailedLogin login, string line)
    {
        var (target, banner) = (login.Target, login.Log.Banner);
        var how = line.Contains("reset", StringComparison.OrdinalIgnoreCase) ? "reset" : "closed";
        if (banner.FirstOrDefault(said => said.StartsWith("Exceeded MaxStartups", StringComparison.Ordinal) || said.StartsWith("Not allowed at this time", StringComparison.Ordinal)) is { } refusal)
        {
            var many = refusal.StartsWith('E');
            return new ConnectionFailedException(target, $"{target} turned the connection away: {(many ? "too many others are logging in at this moment" : "it refuses this address for a while")} (it says {Words.Quote(refusal)}).")
            {
                Help = many ? "Connect to fewer hosts at once, try again later (`retry`), or raise MaxStartups in the server's sshd_config."
                    : "It does so after failed logins (PerSourcePenalties in sshd_config): try again later.",
            };
        }
        if (banner.Count > 0)
            return ProtocolFailure.NoServer(target, $"it answered {Words.Quote(banner[0])}");
        if (login.Log.ServerVersion is null)
        {
            return new ConnectionFailedException(target, $"{target} accepted the connection and {how} it before it said anything.")
            {
                Help = "A server that has as many logins under way as it allows (MaxStartups), or that does not like this address, does so: try again later (`retry`), and look into its log.",
            };
        }
        return new ConnectionFailedException(target, $"{target} {how} the connection while logging in{(login.Log.Tried.Count > 0 ? $" (tried: {string.Join(", ", login.Log.Tried)})" : "")}.")
        {
            Help = "The server's log says why: as a rule too many failed attempts (MaxAuthTries), a login that took longer than LoginGraceTime, or an account that is locked.",
        };
    }

    static NetworkException Connect(string target, string server, string why)
    {
        if (why.Contains("timed out", StringComparison.OrdinalIgnoreCase))
            return new NetworkTimeoutException(target, $"No connection to {target}: {server} did not answer.") { Help = "Is the host up, and does a firewall let this port through? `connect-timeout` waits longer." };
        var text = why switch
        {
            "Connection refused" => "refused the connection",
            "No route to host" or "Network is unreachable" or "Host is unreachable" or "Host is down" => "is unreachable",
            "Connection reset by peer" => "reset the connection",
            "Permission denied" or "Operation not permitted" => "may not be connected to (a local firewall forbids it)",
            _ => $"cannot be connected to ({why})",
        };
        return new ConnectionFailedException(target, $"No connection to {target}: {(server == target || target.EndsWith($"@{server}", StringComparison.Ordinal) ? "it" : server)} {text}.")
        {
            Help = why == "Connection refused" ? "Is the SSH server running, and does it listen on this port?" : null,
        };
    }

    static string Resolution(string why) =>
        why.Contains("not known", StringComparison.Ordinal) || why.Contains("nodename nor servname", StringComparison.Ordinal) ? "no such name"
        : why.Contains("No address", StringComparison.Ordinal) ? "the name exists but has no address"
        : why.Contains("Temporary", StringComparison.Ordinal) ? "the resolver did not answer"
        : why;

    [GeneratedRegex(@"^ssh: Could not resolve hostname (?<host>.*?): (?<why>.*)$")]
    private static partial Regex Resolving();

    [GeneratedRegex(@"^ssh: connect to host (?<host>\S+) port (?<port>\d+): (?<why>.*)$")]
    private static partial Regex Connecting();

    [GeneratedRegex(@"^(Connection to \S+ port \d+ timed out|ssh_dispatch_run_fatal: .*(Connection timed out|Operation timed out)|Timeout, server .* not responding)")]
    private static partial Regex TimedOut();

    [GeneratedRegex(@"^(kex_exchange_identification: (read: |write: )?(Connection (closed|reset)|Broken pipe|client sent|could not)|Connection (closed|reset) by |ssh_dispatch_run_fatal: .*(Connection reset|Connection closed|Broken pipe)|Received disconnect from )", RegexOptions.IgnoreCase)]
    private static partial Regex Closed();
}
