using System.Diagnostics;
using Runner.Plugins.Ssh.Login;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Ssh.OpenSsh;

/// <summary>
/// Asks the network policy whom a client will connect to, before it is started: OpenSSH reads its own configuration, looks names up and connects
/// by itself. <c>ssh -G</c> tells what it makes of a host; the name is then looked up here too, and all its addresses must be permitted, since
/// which of them the client takes is not known. Of the hosts behind a first jump, only names can be judged: others connect to them.
/// </summary>
static class ReachedHosts
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Lets a host pass, with the hosts on the way to it, unless one may not be reached.</summary>
    /// <exception cref="NetworkPolicyException">One may not be reached.</exception>
    /// <exception cref="DnsResolutionException">The first one's name does not resolve.</exception>
    public static async Task CheckAsync(SshOptions options, CancellationToken cancel)
    {
        var target = SshTarget.Of(options);
        var program = SshProgram.Find(target, options.SearchPath);
        var way = JumpRoute.Hops(options).Append(options with { Jump = [] }).ToList();
        for (var at = 0; at < way.Count; at++) await CheckAsync(way[at], program, target, isFirst: at == 0, [], cancel).ConfigureAwait(false);
    }

    static async Task CheckAsync(SshOptions hop, SshProgram program, string target, bool isFirst, HashSet<string> seen, CancellationToken cancel)
    {
        var policy = hop.Network;
        // The alias of a configuration is a name that rules may be about too.
        policy.CheckName(hop.Host, target);
        var said = await AskAsync(hop, program, target, cancel).ConfigureAwait(false);
        var host = said.GetValueOrDefault("hostname", hop.Host).Trim('[', ']');
        var jumps = said.GetValueOrDefault("proxyjump", "none");
        var isDirect = isFirst;
        if (jumps is not ("none" or "") && seen.Add(jumps))
        {
            isDirect = false;
            var first = isFirst;
            foreach (var jump in jumps.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                await CheckAsync(JumpRoute.Like(hop, HostText.Parse(jump, "jump")) with { Network = policy }, program, target, first, seen, cancel).ConfigureAwait(false);
                first = false;
            }
        }
        else if (said.TryGetValue("proxycommand", out var command) && command != "none")
        {
            isDirect = false;
            hop.OnWarning?.Invoke($"{target}: its ssh configuration has a ProxyCommand, and what that connects to the network policy does not see. The name {host} is all that was judged.");
        }
        if (!isDirect)
        {
            policy.CheckBeyond(host, target);
            return;
        }
        policy.CheckName(host, target);
        foreach (var address in await Dialer.ResolveAsync(host, target, cancel).ConfigureAwait(false)) policy.Check(address, host, target);
    }

    /// <summary>What the client makes of a host: the keywords of its configuration in lower case, with their first values.</summary>
    static async Task<Dictionary<string, string>> AskAsync(SshOptions hop, SshProgram program, string target, CancellationToken cancel)
    {
        var arguments = new List<string> { "-G" };
        if (hop.Config is { } config) arguments.AddRange(["-F", config == "none" ? "none" : LocalPath.Existing(config, "config")]);
        if (hop.Port is { } port) arguments.AddRange(["-p", port.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        if (hop.User is { } user) arguments.AddRange(["-l", SshNames.User(user, "user")]);
        foreach (var (name, value) in hop.Options)
        {
            RefusedOptions.Check(name, value);
            arguments.AddRange(["-o", $"{name}={value}"]);
        }
        arguments.AddRange(["--", SshNames.Host(hop.Host, "host")]);
        using var process = Process.Start(new ProcessStartInfo(program.Path, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new TimeLimit(Limit, TimeProvider.System, cancel);
        try
        {
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            var said = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var line in (await output.ConfigureAwait(false)).Split('\n'))
            {
                var space = line.IndexOf(' ', StringComparison.Ordinal);
                if (space > 0) said.TryAdd(line[..space], line[(space + 1)..].Trim());
            }
            var complaint = await errors.ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            if (process.ExitCode == 0) return said;
            throw new SshException(target, $"No connection to {target}: the network policy needs to know whom it leads to, and `ssh -G` does not tell: {Words.Quote(complaint.Trim())}.");
        }
        catch (OperationCanceledException cause)
        {
            process.Kill(entireProcessTree: true);
            if (!limit.IsOver) throw;
            throw new SshException(target, $"No connection to {target}: the network policy needs to know whom it leads to, and `ssh -G` did not tell within {Words.Duration(Limit)}.", cause);
        }
    }
}
