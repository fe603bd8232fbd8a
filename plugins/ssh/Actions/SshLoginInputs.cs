using System.ComponentModel.DataAnnotations;
using Runner.Plugins.Ssh.Login;
using Runner.Sdk;

namespace Runner.Plugins.Ssh;

/// <summary>
/// To which host and how to log in. What a step does not say is up to the inventory, and what that does not say to the user's own
/// <c>~/.ssh/config</c>, agent and known hosts.
/// </summary>
public abstract record SshLoginInputs
{
    /// <summary>
    /// A host of the inventory; or a name, an address, or an alias of <c>~/.ssh/config</c>, perhaps as <c>user@host:port</c>.
    /// </summary>
    public string? Host { get; init; }

    /// <summary>The user to log in as. Without it the inventory's, the configuration's, or the one that runs Runner.</summary>
    public string? User { get; init; }

    /// <summary>The port. Without it the inventory's, the configuration's, or 22.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }

    /// <summary>The file of a private key, or a list of them; with any, the agent's other keys and the default ones are not offered, but those that the configuration file names for the host are. Security keys work as with <c>ssh</c>.</summary>
    public IReadOnlyList<string>? IdentityFile { get; init; }

    /// <summary>The file of a certificate that goes with the key, when it is not beside it as <c>KEY-cert.pub</c>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>What the private key is encrypted with.</summary>
    [Secret]
    public string? Passphrase { get; init; }

    /// <summary>The password, for the methods <c>password</c> and <c>keyboard-interactive</c>.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>Answers to questions of <c>keyboard-interactive</c>: a part of the question, in any case, and its answer.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string>? Answers { get; init; }

    /// <summary>The socket of the agent; <c>none</c> to use none. Without it the environment's.</summary>
    public string? Agent { get; init; }

    /// <summary>
    /// Which host keys are accepted: <c>strict</c> (the default: known ones), <c>accept-new</c> (a host that is not known yet is
    /// remembered), one fingerprint such as <c>SHA256:...</c>, or <c>off</c> (any, which is warned of).
    /// </summary>
    public string? HostKey { get; init; }

    /// <summary>The file with the known host keys. Without it the user's.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>
    /// Hosts to go through, the first first: hosts of the inventory, or <c>user@host:port</c> where the user and the port may be left out.
    /// What the inventory does not say of them is as for the host itself: keys, agent, known hosts, configuration. Passwords and
    /// passphrases are never given to them.
    /// </summary>
    public IReadOnlyList<string>? Jump { get; init; }

    /// <summary>The file with the configuration, as <c>ssh_config</c>(5); <c>none</c> for none. Without it the user's and the system's.</summary>
    public string? Config { get; init; }

    /// <summary>Key exchange methods to offer, the preferred first. Without it the client's own.</summary>
    public IReadOnlyList<string>? Kex { get; init; }

    /// <summary>Further options of <c>ssh_config</c>(5), by name.</summary>
    public IReadOnlyDictionary<string, string>? Options { get; init; }

    /// <summary>How long connecting and logging in may take together; 30s unless given.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>
    /// How long the server may say nothing before it is asked whether it is there; after three questions without answer the connection
    /// is lost. 15s unless given; 0s never asks.
    /// </summary>
    public TimeSpan? KeepAlive { get; init; }

    /// <summary>Whom to connect to and how, with what the inventory adds.</summary>
    /// <exception cref="ActionInputException">One of them cannot work.</exception>
    private protected HostLogin Login(ActionContext context) => HostLogin.Of(this, context);

    /// <summary>The first of the inputs that say how to log in; null when none is given.</summary>
    private protected string? GivenLogin() =>
        User is not null ? "user" : Port is not null ? "port" : IdentityFile is not null ? "identity-file" : CertificateFile is not null ? "certificate-file"
        : Passphrase is not null ? "passphrase" : Password is not null ? "password" : Answers is not null ? "answers" : Agent is not null ? "agent"
        : HostKey is not null ? "host-key" : KnownHosts is not null ? "known-hosts" : Jump is not null ? "jump" : Config is not null ? "config"
        : Kex is not null ? "kex" : Options is not null ? "options" : ConnectTimeout is not null ? "connect-timeout" : KeepAlive is not null ? "keep-alive" : null;
}
