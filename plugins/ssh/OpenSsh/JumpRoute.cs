using System.Buffers;
using Runner.Plugins.Ssh.Commands;
using Runner.Plugins.Ssh.Login;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.OpenSsh;

/// <summary>
/// The way to a host through others: for each of them a client of its own, which the next one has for its <c>ProxyCommand</c>. The
/// client's own <c>ProxyJump</c> would tell those on the way nothing of what was asked for.
/// </summary>
static class JumpRoute
{
    /// <summary>A system takes no argument that is longer (MAX_ARG_STRLEN of Linux); each host on the way quotes the one before once more.</summary>
    const int Longest = 120 * 1024;

    static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-");

    /// <summary>The hosts on the way, the first first, and how to log in to each.</summary>
    /// <exception cref="ActionInputException">One of them is none.</exception>
    public static IReadOnlyList<SshOptions> Hops(SshOptions options)
    {
        if (options.Jump.Count == 0) return [];
        var hops = new SshOptions[options.Jump.Count];
        for (var index = 0; index < hops.Length; index++)
        {
            var text = options.Jump[index];
            hops[index] = (options.JumpHosts.TryGetValue(text, out var own) ? WithoutSecrets(own) : Like(options, HostText.Parse(text, "jump"))) with { Network = options.Network };
        }
        return hops;
    }

    /// <summary>A host on the way of which nothing more is known: what holds for the host itself holds for it too, but for what only that one is to have.</summary>
    public static SshOptions Like(SshOptions options, HostText hop) => new()
    {
        Host = hop.Host,
        Port = hop.Port,
        User = hop.User,
        IdentityFiles = options.IdentityFiles,
        CertificateFile = options.CertificateFile,
        Agent = options.Agent,
        // A fingerprint is of one host.
        HostKey = options.HostKey.Fingerprint is null ? options.HostKey : HostKeyPolicy.Strict,
        KnownHosts = options.KnownHosts,
        Config = options.Config,
        ConnectTimeout = options.ConnectTimeout,
        KeepAlive = options.KeepAlive,
    };

    /// <summary>The command that connects to the last host on the way, and lets that one connect further; null where the way is direct.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="program">The client.</param>
    /// <param name="pin">The script that compares fingerprints; null where no policy needs it.</param>
    /// <exception cref="ActionInputException">An option of a host on the way cannot work.</exception>
    public static string? Command(SshOptions options, string program, string? pin)
    {
        string? command = null;
        foreach (var hop in Hops(options))
        {
            List<string> words = [program, "-v", "-o", "ControlMaster=no", "-o", "ControlPath=none"];
            if (command is not null) words.AddRange(["-o", $"ProxyCommand={command}", "-o", "ProxyUseFdpass=no"]);
            words.AddRange(SshArguments.Of(hop, program, pin, canAnswer: true));
            // All but this is taken as it is: the client puts in whom it connects to, and halves the other percent signs.
            command = $"{PosixQuoting.Join(words, Quote)} -W '[%h]:%p' -- {Quote(hop.Host)}";
        }
        if (command?.Length > Longest) throw new ActionInputException("jump", $"`jump` names {options.Jump.Count} hosts, and the way through all of them is longer than a system takes: put a part of it into a configuration file (ProxyJump).");
        return command;
    }

    /// <summary>A word for the shell, of which the client takes nothing for its own.</summary>
    /// <remarks>Without a backslash: in quotes it means nothing to the shell, and something to the client, which looks whether all quotes are closed.</remarks>
    static string Quote(string word)
    {
        var literal = word.Replace("%", "%%", StringComparison.Ordinal);
        return literal.AsSpan().ContainsAnyExcept(Plain) ? $"'{literal.Replace("'", "'\"'\"'", StringComparison.Ordinal)}'" : literal;
    }

    // Nobody answers the questions of a client on the way: they could be another server's.
    static SshOptions WithoutSecrets(SshOptions own) => own with { Password = null, Passphrase = null, Answers = new Dictionary<string, string>(), Jump = [] };
}
