using System.Text.RegularExpressions;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Errors;

/// <summary>The client does not understand its configuration, or cannot do what was asked for.</summary>
static partial class ConfigurationFailure
{
    /// <inheritdoc cref="NetworkFailure.Of"/>
    public static SshException? Of(FailedLogin login, string line)
    {
        var target = login.Target;
        if (InFile().Match(line) is { Success: true } place)
        {
            return new(target, $"No connection to {target}: {place.Groups["file"].Value}:{place.Groups["line"].Value}: {place.Groups["what"].Value.TrimEnd('.')}.")
            {
                Help = "The OpenSSH client does not take this line of its configuration. `config` names another file; `config: none` uses none.",
            };
        }
        if (OnCommandLine().Match(line) is { Success: true } option)
            return new(target, $"No connection to {target}: the OpenSSH client does not take an option: {option.Groups["what"].Value.TrimEnd('.')}.") { Help = "Options and their values are in ssh_config(5) of the installed client: `ssh -V` tells its version." };
        if (Owner().IsMatch(line)) return new(target, $"No connection to {target}: {line.TrimEnd('.')}.") { Help = "The configuration file must belong to this user, and nobody else may write to it." };
        if (Unsupported().IsMatch(line)) return new(target, $"No connection to {target}: {line.TrimEnd('.')}.") { Help = "`ssh -Q kex`, `ssh -Q cipher`, `ssh -Q mac` and `ssh -Q key` list what the installed client knows." };
        if (Control().IsMatch(line)) return new(target, $"No connection to {target}: the client cannot make its socket: {line.TrimEnd('.')}.");
        return line.StartsWith("ssh_askpass: ", StringComparison.Ordinal)
            ? new(target, $"No connection to {target}: the client cannot ask for passwords: {line.TrimEnd('.')}.") { Help = "Is its folder on a file system where no program may be started (noexec)? XDG_RUNTIME_DIR names another one." }
            : null;
    }

    [GeneratedRegex(@"^(?<file>(?!command-line).+?):? line (?<line>\d+): (?<what>.*)$")]
    private static partial Regex InFile();

    [GeneratedRegex(@"^command-line:? line \d+: (?<what>.*)$")]
    private static partial Regex OnCommandLine();

    [GeneratedRegex(@"^Bad owner or permissions on ")]
    private static partial Regex Owner();

    [GeneratedRegex(@"^Unsupported KEX algorithm |^Unknown (cipher|mac) type|^unknown option|^Bad (SSH2 )?(cipher|mac|kex)", RegexOptions.IgnoreCase)]
    private static partial Regex Unsupported();

    [GeneratedRegex(@"^(unix_listener: |muxserver_listen: |ControlPath too long)")]
    private static partial Regex Control();
}
