using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Runner.Plugins.Scan.Services;
using Runner.Plugins.Scan.Targets;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Scan;

/// <summary>
/// Finds out what answers on given ports: the protocol, the program and its version where it says so, its TLS, the page of a web server. To find
/// open ports first, use scan.ports with <c>services: true</c>.
/// </summary>
[Action("scan.services", Idempotent = true)]
public sealed record ScanServices : IAction<ServiceScan>
{
    /// <summary>The most ports in all: more are a scan.</summary>
    const int MostPorts = 65_536;

    /// <summary>
    /// Whom to ask: names, addresses, networks (<c>10.0.0.0/24</c>), ranges, names of hosts of the inventory, or hosts as <c>hosts('web')</c> gives
    /// them. A text or a list. Public addresses need <c>network: { scan: { allow: [...] } }</c> in runner.yaml.
    /// </summary>
    public required JsonElement Targets { get; init; }

    /// <summary>The ports, such as <c>22,80,8000-8010</c>, <c>https</c>, <c>top:20</c>; with <c>udp:</c> in front those of UDP. A text or a list.</summary>
    public required IReadOnlyList<string> Ports { get; init; }

    /// <summary>What is left out, in the same forms as <c>targets</c>.</summary>
    public JsonElement? Exclude { get; init; }

    /// <summary>How long one port may take, all questions together. 30s unless given.</summary>
    public TimeSpan? PortTimeout { get; init; }

    /// <summary>How long an answer may take to begin. 2s unless given.</summary>
    public TimeSpan? AnswerWait { get; init; }

    /// <summary>How many ports are asked at a time.</summary>
    [Range(1, 1000)]
    public int MaxParallel { get; init; } = 48;

    /// <summary>How far to go with questions that the port does not suggest: 1 asks only what is met everywhere, 9 asks everything.</summary>
    [Range(1, 9)]
    public int MaxRarity { get; init; } = 7;

    /// <summary>How certificates are judged; one that is not trusted is told of, not refused.</summary>
    public TlsOptions? Tls { get; init; }

    /// <summary>A file with questions and patterns of your own, asked before those that come with Runner; plugins/scan/Services/probes.txt says how it is written.</summary>
    public string? Probes { get; init; }

    /// <inheritdoc/>
    public async ValueTask<ServiceScan> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (MaxRarity is < 1 or > 9) throw new ActionInputException("max-rarity", $"`max-rarity` is {MaxRarity}: give 1 to 9.");
        var options = ServiceInputs.Read(PortTimeout, AnswerWait, MaxParallel, Tls, context) with
        {
            MaxRarity = MaxRarity,
            Probes = Probes is null ? null : await ProbesAsync(Probes, context, cancel).ConfigureAwait(false),
        };
        var scanner = new ServiceScanner(options);
        var ports = ServicePorts.Read(Ports);
        var targets = await TargetList.Parse(TargetInput.Read(Targets, "targets"), Exclude is { } left ? TargetInput.Read(left, "exclude") : null, TargetOptions.Of(context)).ResolveAsync(cancel).ConfigureAwait(false);
        if (targets.Count > MostPorts / ports.Count)
            throw new ActionInputException("targets", $"`targets` and `ports` make {targets.Count * (decimal)ports.Count:#,0} ports, more than {MostPorts:#,0}: find the open ones with scan.ports, which asks them too with `services: true`.");

        var found = new FoundService[(int)targets.Count * ports.Count];
        var done = 0;
        await Parallel.ForAsync(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancel }, async (i, token) =>
        {
            var address = targets[i / ports.Count];
            var (port, protocol) = ports[i % ports.Count];
            var target = new PortTarget(address.ToIPAddress(), targets.NameOf(address), port);
            found[i] = new(target.Address.ToString(), target.Name, await scanner.DetectAsync(target, protocol, token).ConfigureAwait(false));
            var count = Interlocked.Increment(ref done);
            context.Progress($"{count} of {found.Length} ports asked", (double)count / found.Length);
        }).ConfigureAwait(false);
        return new(found);
    }

    static async ValueTask<string> ProbesAsync(string file, ActionContext context, CancellationToken cancel)
    {
        var path = RegularFile.FullPath(file, context.BaseDirectory, "probes");
        RegularFile.Require(path, "probes");
        try
        {
            return await File.ReadAllTextAsync(path, cancel).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ActionInputException("probes", $"`probes`: {path} cannot be read: {failure.Message}", failure);
        }
    }
}
