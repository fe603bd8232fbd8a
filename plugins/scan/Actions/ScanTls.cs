using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Runner.Plugins.Scan.Services;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Scan;

/// <summary>
/// Takes stock of TLS: the certificates of many servers, how long they last, whether this machine trusts them and why not, the versions of TLS from
/// 1.0 to 1.3 that each accepts, and the weak ciphers it takes. None of that is an error: judge it with <c>expect</c>, such as
/// <c>result.soonestExpiry.daysLeft &gt; 14</c>.
/// </summary>
[Action("scan.tls", Idempotent = true)]
public sealed record ScanTls : IAction<TlsInventory>
{
    const int MostPorts = 65_536;

    /// <summary>
    /// The servers: names, addresses, networks (<c>10.0.0.0/24</c>), ranges, hosts of the inventory, each perhaps with a port of its own, as in
    /// <c>mail.example.com:465</c>. A text or a list. Public addresses need <c>network: { scan: { allow: [...] } }</c> in runner.yaml.
    /// </summary>
    public required JsonElement Targets { get; init; }

    /// <summary>The ports of those that have none of their own; 443 unless given.</summary>
    public IReadOnlyList<string>? Ports { get; init; }

    /// <summary>What is left out, in the same forms as <c>targets</c>, without ports.</summary>
    public JsonElement? Exclude { get; init; }

    /// <summary>How certificates are judged, such as by authorities of your own (<c>ca</c>); one that is not trusted is told of, not refused.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>How long one server may take. 30s unless given.</summary>
    public TimeSpan? PortTimeout { get; init; }

    /// <summary>How long an answer may take to begin. 2s unless given.</summary>
    public TimeSpan? AnswerWait { get; init; }

    /// <summary>How many servers are asked at a time.</summary>
    [Range(1, 1000)]
    public int MaxParallel { get; init; } = 32;

    /// <inheritdoc/>
    public async ValueTask<TlsInventory> RunAsync(ActionContext context, CancellationToken cancel)
    {
        var scanner = new TlsScanner(ServiceInputs.Read(PortTimeout, AnswerWait, MaxParallel, Tls, context));
        var servers = await ServersAsync(context, cancel).ConfigureAwait(false);
        var endpoints = new TlsEndpoint[servers.Count];
        var done = 0;
        await Parallel.ForAsync(0, servers.Count, new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancel }, async (i, token) =>
        {
            endpoints[i] = await scanner.ScanAsync(servers[i], token).ConfigureAwait(false);
            var count = Interlocked.Increment(ref done);
            context.Progress($"{count} of {servers.Count} servers asked", (double)count / servers.Count);
        }).ConfigureAwait(false);
        return new([.. endpoints.Where(endpoint => endpoint.Tls is not null)], [.. endpoints.Where(endpoint => endpoint.Tls is null)]);
    }

    async ValueTask<List<PortTarget>> ServersAsync(ActionContext context, CancellationToken cancel)
    {
        // Those that are asked at the same ports are read together.
        var groups = new List<(int? Port, List<TargetInput> Targets)>();
        foreach (var input in TargetInput.Read(Targets, "targets"))
        {
            foreach (var (port, target) in Split(input))
            {
                if (groups.Find(group => group.Port == port).Targets is { } known) known.Add(target);
                else groups.Add((port, [target]));
            }
        }
        if (groups.Count == 0) groups.Add((null, []));
        var usual = ServicePorts.Read(Ports ?? ["443"]);
        if (usual.Exists(port => port.Protocol == TransportProtocol.Udp)) throw new ActionInputException("ports", "`ports` has ports of UDP: TLS is spoken over TCP.");
        var excluded = Exclude is { } left ? TargetInput.Read(left, "exclude") : null;
        var servers = new List<PortTarget>();
        foreach (var (own, written) in groups)
        {
            var targets = await TargetList.Parse(written, excluded, TargetOptions.Of(context)).ResolveAsync(cancel).ConfigureAwait(false);
            int[] ports = own is { } port ? [port] : [.. usual.Select(asked => asked.Port)];
            if (targets.Count > (MostPorts - servers.Count) / ports.Length)
                throw new ActionInputException("targets", $"`targets` and `ports` make more than {MostPorts:#,0} ports: find the open ones with scan.ports first.");
            for (var i = 0L; i < targets.Count; i++) servers.AddRange(ports.Select(asked => new PortTarget(targets[i].ToIPAddress(), targets.NameOf(targets[i]), asked)));
        }
        return servers;
    }

    /// <summary>A target without the port that it may have: <c>example.com:8443</c>, <c>[::1]:8443</c>.</summary>
    static IEnumerable<(int? Port, TargetInput Target)> Split(TargetInput input)
    {
        if (input.Host is not null)
        {
            yield return (null, input);
            yield break;
        }
        foreach (var text in input.Text.Split([' ', ',', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = text.LastIndexOf(':');
            var host = colon < 0 ? text : text[..colon];
            var isPort = colon > 0 && (!host.Contains(':', StringComparison.Ordinal) || host.EndsWith(']'));
            if (!isPort) yield return (null, input with { Text = text });
            else if (int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535) yield return (port, input with { Text = host.Trim('[', ']') });
            else throw new ActionInputException("targets", $"`targets` has {Words.Quote(text)}: behind the colon belongs a port of 1 to 65535.");
        }
    }
}
