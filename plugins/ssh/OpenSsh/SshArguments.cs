using System.Globalization;
using Runner.Plugins.Ssh.HostKeys;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.OpenSsh;

/// <summary>
/// The arguments of <c>ssh</c> that options come to: all but the host and what is to be done there. Of an option that is given
/// twice OpenSSH takes the first, so that what must hold stands before what the user adds, and all of it before the files.
/// </summary>
static class SshArguments
{
    /// <summary>The arguments.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="program">The client.</param>
    /// <param name="pin">The script that compares fingerprints; null where the policy needs none.</param>
    /// <param name="canAnswer">Whether questions reach this process: else the client is to ask none.</param>
    /// <exception cref="ActionInputException">One of the options cannot work.</exception>
    public static List<string> Of(SshOptions options, string program, string? pin, bool canAnswer)
    {
        var arguments = new List<string>(64);
        if (options.Config is { } config) arguments.AddRange(["-F", config == "none" ? "none" : LocalPath.Existing(config, "config")]);
        HostKeyArguments.Add(arguments, options, pin);
        Set("NumberOfPasswordPrompts", "1");
        // Commands get terminals from us; and what an unattended client would write or forward is the user's to ask for by other means.
        Set("RequestTTY", "no");
        Set("RemoteCommand", "none");
        Set("EscapeChar", "none");
        Set("ForwardX11", "no");
        Set("Tunnel", "no");
        Set("AddKeysToAgent", "no");
        Set("UpdateHostKeys", "no");
        Set("ConnectTimeout", Seconds(options.ConnectTimeout));
        Set("ServerAliveInterval", Seconds(options.KeepAlive));
        Set("ServerAliveCountMax", "3");
        if (options.Port is { } port)
        {
            if (port is < 1 or > 65535) throw new ActionInputException("port", $"`port` is {port}: a port is a number from 1 to 65535.");
            arguments.AddRange(["-p", port.ToString(CultureInfo.InvariantCulture)]);
        }
        if (options.User is { } user) arguments.AddRange(["-l", SshNames.User(user, "user")]);
        AddLogin(options, canAnswer, Set);
        AddWay(options, program, pin, Set);
        if (options.KeyExchange.Count > 0) Set("KexAlgorithms", string.Join(',', options.KeyExchange.Select(Algorithm)));
        foreach (var (name, value) in options.Options)
        {
            RefusedOptions.Check(name, value);
            Set(name, value);
        }
        return arguments;

        void Set(string name, string value) => arguments.AddRange(["-o", $"{name}={value}"]);
    }

    static void AddWay(SshOptions options, string program, string? pin, Action<string, string> set)
    {
        if (options.Jump.Count == 0) return;
        if (OperatingSystem.IsWindows())
        {
            // No POSIX shell is there to run a command: the client finds the way itself, by its configuration.
            set("ProxyJump", string.Join(',', JumpRoute.Hops(options).Select(hop => SshTarget.Name(hop.User, hop.Host, hop.Port ?? 22))));
            return;
        }
        set("ProxyCommand", JumpRoute.Command(options, program, pin)!);
        set("ProxyUseFdpass", "no");
    }

    static void AddLogin(SshOptions options, bool canAnswer, Action<string, string> set)
    {
        foreach (var file in options.IdentityFiles) set("IdentityFile", LocalPath.Quoted(LocalPath.Existing(file, "identity-file"), "identity-file"));
        if (options.IdentityFiles.Count > 0) set("IdentitiesOnly", "yes");
        if (options.CertificateFile is { } certificate)
            set("CertificateFile", LocalPath.Quoted(LocalPath.Existing(certificate, "certificate-file"), "certificate-file"));
        if (options.Agent is { } agent) set("IdentityAgent", agent == "none" ? "none" : LocalPath.Quoted(LocalPath.Of(agent, "agent"), "agent"));
        var hasKeys = options.IdentityFiles.Count > 0;
        if (options.Password is null && options.Answers.Count == 0)
        {
            // Nobody is there to be asked.
            set("PasswordAuthentication", "no");
            set("KbdInteractiveAuthentication", "no");
            if (!canAnswer) set("BatchMode", "yes");
            return;
        }
        // What was given comes first: servers count failures, and an agent full of other keys uses them up.
        var asked = options.Password is null ? "keyboard-interactive" : "password,keyboard-interactive";
        set("PreferredAuthentications", hasKeys ? $"publickey,{asked}" : $"{asked},publickey");
        set("PasswordAuthentication", options.Password is null ? "no" : "yes");
        set("KbdInteractiveAuthentication", "yes");
    }

    static string Seconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    static string Algorithm(string name) => name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || "@.-_+^*".Contains(character, StringComparison.Ordinal))
        ? name
        : throw new ActionInputException("kex", $"`kex` has {Words.Quote(name)}, which is no name of a key exchange method: `ssh -Q kex` lists them.");
}
