using Runner.Sdk.Networking;

namespace Runner.Plugins.Ssh;

/// <summary>
/// Whom to connect to and how. What is not given is up to the user's own <c>~/.ssh/config</c>, agent and known hosts, as for
/// <c>ssh</c> on a command line.
/// </summary>
public sealed record SshOptions
{
    /// <summary>The host: a name, an address, or an alias of the configuration file.</summary>
    public required string Host { get; init; }

    /// <summary>The port; null for what the configuration says, or 22.</summary>
    public int? Port { get; init; }

    /// <summary>The user; null for what the configuration says, or the local user's name.</summary>
    public string? User { get; init; }

    /// <summary>Private keys to try, in this order; with any, the agent's other keys and the default ones are not offered, but those that the configuration file names for the host are. Security keys and certificates work as with <c>ssh</c>.</summary>
    public IReadOnlyList<string> IdentityFiles { get; init; } = [];

    /// <summary>A certificate that goes with a key, when it does not lie beside it as <c>KEY-cert.pub</c>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>What the private key is encrypted with.</summary>
    public string? Passphrase { get; init; }

    /// <summary>The password, for the methods <c>password</c> and <c>keyboard-interactive</c>.</summary>
    public string? Password { get; init; }

    /// <summary>Answers to questions of <c>keyboard-interactive</c>: a part of the question, in any case, and its answer.</summary>
    public IReadOnlyDictionary<string, string> Answers { get; init; } = new Dictionary<string, string>();

    /// <summary>The agent's socket; null for the one of the environment; <c>none</c> for no agent.</summary>
    public string? Agent { get; init; }

    /// <summary>Which host keys are accepted.</summary>
    public HostKeyPolicy HostKey { get; init; } = HostKeyPolicy.Strict;

    /// <summary>The file with known host keys; null for the user's.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>
    /// Hosts to go through, the first first, each as <c>[user@]host[:port]</c>. They are logged in to as the host itself is: with its keys,
    /// agent, known hosts, policy for host keys (a fingerprint is of the host only), configuration file and timeouts; but nobody
    /// answers their questions, and no password or passphrase is given to them.
    /// </summary>
    public IReadOnlyList<string> Jump { get; init; } = [];

    /// <summary>
    /// How to log in to those of <see cref="Jump"/> that need something else, by the text that they have there. Their passwords,
    /// passphrases, answers and jumps do not count.
    /// </summary>
    public IReadOnlyDictionary<string, SshOptions> JumpHosts { get; init; } = new Dictionary<string, SshOptions>();

    /// <summary>The configuration file; null for the user's and the system's; <c>none</c> for none.</summary>
    public string? Config { get; init; }

    /// <summary>Key exchange methods to offer, the preferred first; empty for the client's own.</summary>
    public IReadOnlyList<string> KeyExchange { get; init; } = [];

    /// <summary>Further options of <c>ssh_config</c>(5), by name.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>How long connecting and logging in may take together.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server may say nothing before it is asked whether it is there; after three questions without answer the connection is lost. Zero never asks.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What may be reached: judged by what <c>ssh -G</c> says of the host, before the client is started.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Ambient;

    /// <summary>Where warnings go, such as that host keys are not verified.</summary>
    public Action<string>? OnWarning { get; init; }

    /// <summary>The folders in which the client is looked for, as PATH lists them; null for PATH.</summary>
    internal string? SearchPath { get; init; }

    /// <summary>Called when a client has been started, which is some 100 ms before it has logged in.</summary>
    internal Action? WhileLoggingIn { get; init; }
}
