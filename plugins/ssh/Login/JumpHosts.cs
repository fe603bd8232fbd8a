using Runner.Plugins.Ssh.OpenSsh;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Login;

/// <summary>The hosts on the way to another one, as the inventory knows them.</summary>
/// <param name="context">Where the inventory is.</param>
/// <param name="target">How the host itself is logged in to: what the inventory does not say of a host on the way is as there.</param>
/// <param name="name">The host's name in the inventory; null when it has none.</param>
sealed class JumpHosts(ActionContext context, SshOptions target, string? name)
{
    readonly List<string> way = [];
    readonly Dictionary<string, SshOptions> known = new(StringComparer.Ordinal);

    // No host leads to itself: a group that goes through a host may have that host in it.
    readonly HashSet<string> passed = name is null ? [] : [name];

    /// <summary>The options with the way in them.</summary>
    /// <param name="hops">The hosts to go through, the first first.</param>
    /// <exception cref="ActionInputException">One of them is none, or its settings cannot work.</exception>
    public SshOptions Through(IReadOnlyList<string> hops)
    {
        Add(hops);
        return target with { Jump = way, JumpHosts = known };
    }

    void Add(IReadOnlyList<string> hops)
    {
        for (var index = 0; index < hops.Count; index++)
        {
            var (host, written) = HostLogin.Find(hops[index], "jump", context);
            if (host is null)
            {
                way.Add(hops[index]);
                continue;
            }
            if (!passed.Add(host.Name)) continue;
            var settings = new HostSettings(host, context.BaseDirectory);
            // The others are reached by those before them.
            if (index == 0) Add(settings.List("jump"));
            var like = JumpRoute.Like(target, HostLogin.Address(host, written));
            var keys = settings.Paths(null, "identity-file");
            way.Add(hops[index]);
            known[hops[index]] = like with
            {
                Port = written.Port ?? host.Port ?? settings.Port(),
                User = written.User ?? host.User ?? settings.Text("user"),
                IdentityFiles = keys.Count > 0 ? keys : like.IdentityFiles,
                CertificateFile = settings.Path(null, "certificate-file") ?? (keys.Count > 0 ? null : like.CertificateFile),
                Agent = settings.Path(null, "agent", "none") ?? like.Agent,
                HostKey = settings.Text("host-key") is { } policy ? HostLogin.Policy(policy) : like.HostKey,
                KnownHosts = settings.Path(null, "known-hosts") ?? like.KnownHosts,
                Config = settings.Path(null, "config", "none") ?? like.Config,
                KeyExchange = settings.List("kex"),
                Options = settings.Map("options"),
                ConnectTimeout = TimeLimit.Checked(settings.Duration("connect-timeout") ?? like.ConnectTimeout, "connect-timeout"),
                KeepAlive = TimeLimit.Checked(settings.Duration("keep-alive") ?? like.KeepAlive, "keep-alive", orZero: true),
            };
        }
    }
}
