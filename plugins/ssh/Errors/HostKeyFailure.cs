using System.Text.RegularExpressions;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Errors;

/// <summary>The server's key is not one that is accepted.</summary>
static partial class HostKeyFailure
{
    /// <inheritdoc cref="NetworkFailure.Of"/>
    public static SshException? Of(FailedLogin login, string line)
    {
        if (line.Contains("REMOTE HOST IDENTIFICATION HAS CHANGED", StringComparison.Ordinal)) return Changed(login);
        if (line.Contains("REVOKED HOST KEY DETECTED", StringComparison.Ordinal) || Revoked().IsMatch(line)) return RevokedKey(login);
        if (Unknown().IsMatch(line)) return login.Options.HostKey.Fingerprint is { } wanted ? Other(login, wanted) : UnknownKey(login);
        return line.StartsWith("Host key verification failed", StringComparison.Ordinal)
            ? new SshException(login.Target, $"The host key of {login.Target} was not accepted{Shown(login)}.") { Help = Adding(login) }
            : null;
    }

    static SshException UnknownKey(FailedLogin login) =>
        new(login.Target, $"{login.Target} is not a known host: it shows the key {Key(login)}, and the known hosts have none for it.") { Help = Adding(login) };

    static SshException Other(FailedLogin login, string wanted) =>
        new(login.Target, $"{login.Target} shows another host key than the one of `host-key`: {Key(login)}, and not {wanted}.")
        {
            Help = "Either the host has got a new key or this is not the host: ask who runs it. A server with keys of several types shows the one that the client prefers; `ssh-keyscan` lists all, and `options: { HostKeyAlgorithms: ... }` prefers another.",
        };

    static SshException Changed(FailedLogin login)
    {
        var lines = login.Log.Words;
        var old = lines.Select(line => Offending().Match(line)).FirstOrDefault(match => match.Success);
        var removal = lines.Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith("ssh-keygen -f", StringComparison.Ordinal) || line.StartsWith("ssh-keygen -R", StringComparison.Ordinal));
        var where = old is null ? "" : $" ({old.Groups["file"].Value}, line {old.Groups["line"].Value})";
        return new(login.Target, $"The host key of {login.Target} has changed: it now shows {Key(login)}, and the known hosts have another one{where}.")
        {
            Help = "Somebody may be in between. If the host was set up anew (ask who runs it, and compare the fingerprint), remove the old key"
                + (removal is null ? " with ssh-keygen -R HOST" : $": {removal}") + "; then accept the new one as for a host that is not known.",
        };
    }

    static SshException RevokedKey(FailedLogin login) =>
        new(login.Target, $"The host key of {login.Target} is revoked{Shown(login)}: the known hosts say that nobody may trust it.")
        {
            Help = "Whoever has a stolen key may be answering. The host needs a new key.",
        };

    static string Adding(FailedLogin login)
    {
        var compare = "Compare the fingerprint with what who runs the host says (`ssh-keygen -lf` on its public key). Then ";
        if (login.IsJump) return compare + "connect to it once with `ssh`, or add what `ssh-keyscan` writes to the known hosts; a fingerprint in `host-key` is for the host behind it.";
        var fingerprint = login.Log.HostKey is { } shown && shown.IndexOf(' ') is > 0 and var space ? shown[(space + 1)..] : "SHA256:...";
        return compare + $"pin it with `host-key: {fingerprint}`, add what `ssh-keyscan` writes to the known hosts, or have new hosts remembered with `host-key: accept-new`.";
    }

    static string Shown(FailedLogin login) => login.Log.HostKey is null ? "" : $" ({login.Log.HostKey})";

    static string Key(FailedLogin login) => login.Log.HostKey ?? "that it has";

    [GeneratedRegex(@"^Offending \S+ key (for IP )?in (?<file>.*):(?<line>\d+)$")]
    private static partial Regex Offending();

    [GeneratedRegex(@"^Host key \S+ \S+ revoked by file ")]
    private static partial Regex Revoked();

    [GeneratedRegex(@"^No \S+ host key is known for |^The authenticity of host .* can't be established")]
    private static partial Regex Unknown();
}
