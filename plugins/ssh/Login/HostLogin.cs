using Runner.Sdk;
using Runner.Sdk.Inventory;

namespace Runner.Plugins.Ssh.Login;

/// <summary>A host, and how to log in to it: what a step says, and what the inventory adds.</summary>
/// <param name="Options">Whom to connect to and how.</param>
/// <param name="SudoPassword">What the inventory knows of the password that sudo asks for; null for nothing.</param>
sealed record HostLogin(SshOptions Options, string? SudoPassword)
{
    /// <exception cref="ActionInputException">An input cannot work, or a setting of the inventory.</exception>
    public static HostLogin Of(SshLoginInputs given, ActionContext context)
    {
        var text = given.Host!;
        var (host, written) = Find(text, "host", context);
        if (written.User is not null && given.User is not null)
            throw new ActionInputException("user", $"`user` is given, and `host` {Words.Quote(text)} names one too: give it once.");
        if (written.Port is not null && given.Port is not null)
            throw new ActionInputException("port", $"`port` is given, and `host` {Words.Quote(text)} names one too: give it once.");
        var settings = new HostSettings(host, context.BaseDirectory);
        var options = new SshOptions
        {
            Host = Address(host, written).Host,
            Port = given.Port ?? written.Port ?? host?.Port ?? settings.Port(),
            User = Name(given.User, "user") ?? written.User ?? host?.User ?? settings.Text("user"),
            IdentityFiles = settings.Paths(given.IdentityFile, "identity-file"),
            CertificateFile = settings.Path(given.CertificateFile, "certificate-file"),
            Passphrase = given.Passphrase ?? settings.Text("passphrase"),
            Password = given.Password ?? settings.Text("password"),
            Answers = given.Answers ?? settings.Map("answers"),
            Agent = settings.Path(given.Agent, "agent", "none"),
            HostKey = Policy(given.HostKey ?? settings.Text("host-key")),
            KnownHosts = settings.Path(given.KnownHosts, "known-hosts"),
            Config = settings.Path(given.Config, "config", "none"),
            KeyExchange = given.Kex ?? settings.List("kex"),
            Options = given.Options ?? settings.Map("options"),
            ConnectTimeout = TimeLimit.Checked(given.ConnectTimeout ?? settings.Duration("connect-timeout") ?? TimeSpan.FromSeconds(30), "connect-timeout"),
            KeepAlive = TimeLimit.Checked(given.KeepAlive ?? settings.Duration("keep-alive") ?? TimeSpan.FromSeconds(15), "keep-alive", orZero: true),
            Network = context.Network,
            OnWarning = message => context.Log(LogLevel.Warning, message),
        };
        return new(new JumpHosts(context, options, host?.Name).Through(given.Jump ?? settings.List("jump")), settings.Text("sudo-password"));
    }

    /// <summary>What a text names: a host of the inventory, or none of it; and what it says besides.</summary>
    /// <exception cref="ActionInputException">It is no host.</exception>
    public static (InventoryHost? Host, HostText Written) Find(string text, string input, ActionContext context)
    {
        // A name of the inventory may look like anything.
        if (context.FindHost(text) is { } named) return (named, new(null, text, null));
        var written = HostText.Parse(text, input);
        return (context.FindHost(written.Host), written);
    }

    /// <summary>Where a host is reached.</summary>
    public static HostText Address(InventoryHost? host, HostText written)
    {
        if (host is null) return written;
        var address = host.Address ?? written.Host;
        return HostText.Parse(address.Contains(':', StringComparison.Ordinal) && address[0] != '[' ? $"[{address}]" : address, "host");
    }

    static string? Name(string? name, string input) => name is null || (name.Length > 0 && name[0] != '-' && !name.Any(static c => char.IsControl(c)))
        ? name
        : throw new ActionInputException(input, $"`{input}` {Words.Quote(name)} is no user's name: give one, or leave it out.");

    /// <exception cref="ActionInputException">The text names no policy.</exception>
    public static HostKeyPolicy Policy(string? text)
    {
        if (text is null) return HostKeyPolicy.Strict;
        try
        {
            return HostKeyPolicy.Parse(text);
        }
        catch (FormatException cause)
        {
            throw new ActionInputException("host-key", $"`host-key` {cause.Message}.", cause);
        }
    }
}
