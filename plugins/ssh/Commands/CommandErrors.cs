using System.Globalization;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Commands;

/// <summary>What goes wrong with commands, as users are told.</summary>
static class CommandErrors
{
    const int LongestText = 300;

    public static ConnectionFailedException Lost(string target, NetworkException cause) =>
        new(target, $"The connection to {target} was lost while the command ran, which may have ended or go on: {cause.Message}", cause);

    public static SshException Directory(string target, string directory, string why) => new(target, why switch
    {
        "missing" => $"The directory {Words.Quote(directory)} does not exist on {target}.",
        "file" => $"{Words.Quote(directory)} on {target} is no directory.",
        _ => $"The directory {Words.Quote(directory)} on {target} may not be entered.",
    });

    public static AuthenticationException NoPassword(string target, string? user) => new(target, $"Sudo on {target} asks for a password, and none is given.")
    {
        Help = user is null or "root"
            ? "give it as `sudo-password`, or allow the command without one (NOPASSWD in sudoers)"
            : $"give it as `sudo-password`, or allow commands as {user} without one (NOPASSWD in sudoers)",
    };

    public static AuthenticationException WrongPassword(string target) => new(target, $"Sudo on {target} did not accept the password.")
    {
        Help = "`sudo-password` is the password of the user that logs in, not of the one that the command runs as",
    };

    /// <summary>Why sudo ended before it started the command.</summary>
    public static NetworkException Sudo(string target, ChannelEnd end, string said, bool hadPassword)
    {
        var text = OneLine(said);
        // What a shell says when there is no such program, or none that can be started.
        if (end.ExitCode is 126 or 127) return new SshException(target, $"There is no sudo on {target}{Colon(text)}") { Status = end.ExitCode };
        var help = !hadPassword && text.Contains("password", StringComparison.Ordinal) ? "give `sudo-password`, or allow it without a password (NOPASSWD in sudoers)"
            : text.Contains("tty", StringComparison.Ordinal) ? "give the command a terminal: pty: true" : null;
        return new AuthenticationException(target, $"Sudo on {target} did not start the command{Colon(text)}") { Status = end.ExitCode, Help = help };
    }

    /// <summary>Why nothing told that the command started.</summary>
    public static SshException NotStarted(string target, ChannelEnd end, string said) =>
        new(target, $"{target} did not start the command{How(end)}{Colon(OneLine(said))}")
        {
            Status = end.ExitCode,
            Help = "environment, directory, sudo and scripts need a POSIX shell there (/bin/sh), and a login that may run any command",
        };

    public static NetworkTimeoutException SlowStart(string target, TimeSpan limit, string said, Exception cause) =>
        new(target, $"{target} did not start the command within {Words.Duration(limit)}{Colon(OneLine(said))}", cause)
        {
            Help = "a login shell or sudo that asks something cannot be answered here",
        };

    static string How(ChannelEnd end) => end.ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $", exit code {code}") : end.Signal is { } signal ? $", ended by SIG{signal}" : "";

    static string Colon(string text) => text.Length == 0 ? "." : $": {text}";

    static string OneLine(string said)
    {
        var lines = said.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var text = new string([.. string.Join("; ", lines).Where(static c => !char.IsControl(c))]);
        // What matters is said last.
        return text.Length <= LongestText ? text : $"...{text[^LongestText..]}";
    }
}
