using Runner.Workflows.Types;

namespace Runner.Workflows.Inventories;

/// <summary>How to reach a host and log in: the keys that hosts and groups may have, by the names of the inputs of <c>ssh.connect</c>.</summary>
static class LoginSettings
{
    public const string Address = "address";
    public const string Port = "port";
    public const string User = "user";
    public const string IdentityFile = "identity-file";
    public const string Password = "password";
    public const string SudoPassword = "sudo-password";
    public const string Jump = "jump";
    public const string Config = "config";
    public const string Agent = "agent";
    public const string HostKey = "host-key";

    /// <summary>All of them, in the order in which people are told of them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Address, Port, User, IdentityFile, "certificate-file", "passphrase", Password, SudoPassword, Agent, HostKey, "known-hosts", Jump, Config, "connect-timeout", "keep-alive"];

    /// <summary>Whether it is masked, and no expression reads it.</summary>
    public static bool IsSecret(string name) => name is "passphrase" or Password or SudoPassword;

    /// <summary>Whether it is the path of a file.</summary>
    public static bool IsPath(string name) => name is IdentityFile or "certificate-file" or "known-hosts" or Config or Agent;

    /// <summary>Why a value cannot be one of a setting; null when it can.</summary>
    public static (string Problem, string? Help)? ProblemOf(string name, string text) => name switch
    {
        Port when !int.TryParse(text, out var port) || port is < 1 or > 65535 => ("must be a whole number from 1 to 65535", null),
        "connect-timeout" or "keep-alive" when !DurationText.TryParse(text, out _) => ("must be a duration", DurationText.Help),
        HostKey when text is not ("strict" or "accept-new" or "off") && !text.StartsWith("SHA256:", StringComparison.Ordinal) && !text.StartsWith("fingerprint:", StringComparison.Ordinal) =>
            ("must be strict, accept-new, off, or a fingerprint such as SHA256:oNh6...", null),
        Address when text.AsSpan().ContainsAny(" \t/@") => ("must be a DNS name or an IP address", "the user and the port have keys of their own: user, port"),
        _ => null,
    };

    /// <summary>The value as it is used: paths are absolute, and start from a folder.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="text">As it is written.</param>
    /// <param name="folder">The folder of the file that says it.</param>
    /// <param name="home">The user's home; null when it is not known.</param>
    public static string Complete(string name, string text, string folder, string? home)
    {
        if (!IsPath(name) || (name is Config or Agent && text == "none")) return text;
        if (text == "~" || text.StartsWith("~/", StringComparison.Ordinal)) return home is null ? text : Path.Join(home, text[1..]);
        // Of another user's home only ssh knows where it is.
        return text.StartsWith('~') ? text : Path.GetFullPath(text, folder);
    }
}
