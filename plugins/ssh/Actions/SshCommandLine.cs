using System.Globalization;
using Runner.Plugins.Ssh.Commands;
using Runner.Plugins.Ssh.OpenSsh;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>What a person would type to do what ssh.run does.</summary>
static class SshCommandLine
{
    /// <param name="action">The action.</param>
    /// <param name="command">What it runs.</param>
    /// <param name="login">How it logs in; null where it uses a connection that is open.</param>
    public static EquivalentCommand Of(SshRun action, RemoteCommand command, SshOptions? login)
    {
        var line = new List<string> { "ssh" };
        if (action.Pty) line.Add("-t");
        if (login is null)
        {
            // As people are told: user@host:port.
            var target = action.Connection!.Target;
            var colon = target.LastIndexOf(':');
            line.AddRange(["-p", target[(colon + 1)..], target[..colon].Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)]);
        }
        else
        {
            AddLogin(line, login);
            line.Add(login.Host);
        }

        line.Add(command.Plain ?? PosixQuoting.Join(action.Args!, PosixQuoting.Quote));
        return new(line) { Notes = [.. Missing(action, login)] };
    }

    static void AddLogin(List<string> line, SshOptions login)
    {
        if (login.Port is { } port) line.AddRange(["-p", port.ToString(CultureInfo.InvariantCulture)]);
        if (login.User is { } user) line.AddRange(["-l", user]);
        if (login.Config is { } config) line.AddRange(["-F", config]);
        foreach (var key in login.IdentityFiles) line.AddRange(["-i", key]);
        if (login.Jump.Count > 0) line.AddRange(["-J", string.Join(',', JumpRoute.Hops(login).Select(hop => SshTarget.Name(hop.User, hop.Host, hop.Port)))]);
        if (login.KnownHosts is { } known) line.AddRange(["-o", $"UserKnownHostsFile={known}"]);
        foreach (var (name, value) in login.Options) line.AddRange(["-o", $"{name}={value}"]);
    }

    static IEnumerable<string> Missing(SshRun action, SshOptions? login)
    {
        if (login is null) yield return "the step uses a connection that is open";
        if (login?.Password is not null || login?.Passphrase is not null || login?.Answers.Count > 0) yield return "ssh asks for what the step gives it";
        if (action.Env is { Count: > 0 } || action.Directory is not null) yield return "without `env` and `directory`";
        if (action.Sudo || action.SudoUser is not null) yield return "without sudo";
        if (action.Stdin is not null || action.StdinBase64 is not null || action.StdinFile is not null) yield return "without the input";
    }
}
