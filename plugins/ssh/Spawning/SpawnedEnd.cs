using System.Globalization;
using System.Text.RegularExpressions;
using Runner.Plugins.Ssh.Transports;
using Runner.Plugins.Ssh.Errors;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Spawning;

/// <summary>How a command ended, from the log of its client.</summary>
static partial class SpawnedEnd
{
    /// <summary>A client says that a signal ended a command, and not which.</summary>
    public const string UnknownSignal = "unknown";

    /// <summary>Whether it came as far as to open a session.</summary>
    public static bool IsLoggedIn(string log) => log.Contains("debug1: Entering interactive session", StringComparison.Ordinal);

    /// <summary>Whether the server has been asked for a command.</summary>
    public static bool IsAsked(string log) => log.Contains("debug1: Sending command: ", StringComparison.Ordinal);

    /// <summary>Whether the server has started what was asked for.</summary>
    public static bool IsStarted(string log) => Accepted().IsMatch(log);

    /// <summary>Whether the server gave no terminal.</summary>
    public static bool IsWithoutTerminal(string log) => log.Contains("PTY allocation request failed", StringComparison.Ordinal);

    /// <summary>How it ended.</summary>
    /// <exception cref="ConnectionFailedException">The connection was lost before.</exception>
    public static ChannelEnd Of(string log, string target)
    {
        if (log.Contains(" rtype exit-status ", StringComparison.Ordinal) && ExitStatus().Match(log) is { Success: true } status)
            return new(int.Parse(status.Groups["code"].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), null);
        if (log.Contains(" rtype exit-signal ", StringComparison.Ordinal)) return new(null, UnknownSignal);
        // It closed the channel and said nothing.
        if (log.Contains(": rcvd close", StringComparison.Ordinal)) return new(null, null);
        throw new ConnectionFailedException(target, $"The SSH connection to {target} was lost.");
    }

    /// <summary>Why nothing was started though the login went well.</summary>
    public static NetworkException Refusal(string target, string log)
    {
        foreach (var line in Words(log))
        {
            if (line.StartsWith("PTY allocation request failed", StringComparison.Ordinal))
                return new SshException(target, $"{target} refuses to give a terminal.") { Help = "The server may forbid terminals (PermitTTY); without one most commands work as well." };
            if (line.StartsWith("subsystem request failed", StringComparison.Ordinal)) return new SshException(target, $"{target} does not have the subsystem, or refuses it.");
            if (line.Contains("request failed on channel", StringComparison.Ordinal)) return new SshException(target, $"{target} refuses to run a command.");
            if (line.StartsWith("channel ", StringComparison.Ordinal) && line.Contains("open failed", StringComparison.Ordinal))
                return new SshException(target, $"{target} refuses to open a session: {Sdk.Words.Quote(line)}.");
        }
        return new ConnectionFailedException(target, $"The SSH connection to {target} was lost.");
    }

    static IReadOnlyList<string> Words(string log) => LoginLog.Read(log).Words;

    [GeneratedRegex(@"^debug2: (exec|shell|subsystem) request accepted on channel", RegexOptions.Multiline)]
    private static partial Regex Accepted();

    [GeneratedRegex(@"^debug1: Exit status (?<code>-?\d+)", RegexOptions.Multiline)]
    private static partial Regex ExitStatus();
}
