using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Runner.Plugins.Scan.Scanning;
using Runner.Plugins.Scan.Services;
using Runner.Sdk;

namespace Runner.Plugins.Scan;

/// <summary>
/// Checks that services are up: each must accept a connection, or answer over UDP, and be what it is expected to be. The step fails with the names
/// of those that are down. To wait for them, use <c>retry</c> with <c>until: result.up</c>.
/// </summary>
[Action("scan.available", Idempotent = true, DefaultExpect = "join(result.down, '; ') == ''")]
public sealed record ScanAvailable : IAction<Availability>
{
    /// <summary>The services that must be up.</summary>
    public required IReadOnlyList<ServiceToHave> Services { get; init; }

    /// <summary>How long each may take to be reached; 3s unless given.</summary>
    public TimeSpan? ConnectTimeout { get; init; }

    /// <summary>How many are asked at a time.</summary>
    [Range(1, 1000)]
    public int MaxParallel { get; init; } = 64;

    /// <inheritdoc/>
    public async ValueTask<Availability> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (Services.Count == 0) throw new ActionInputException("services", "`services` is empty: give at least one, such as { host: db1, port: 5432 }.");
        if (MaxParallel is < 1 or > 1000) throw new ActionInputException("max-parallel", $"`max-parallel` is {MaxParallel}: give 1 to 1000.");
        var timeout = ConnectTimeout is { } given ? TimeLimit.Checked(given, "connect-timeout") : TimeSpan.FromSeconds(3);
        var wanted = Services.Select((service, index) => WantedService.Of(service, index, context)).ToList();
        var detector = new Lazy<ServiceDetector>(() => new(new ServiceScanOptions { Network = context.Network }));
        var results = new AvailableService[wanted.Count];
        var done = 0;
        await Parallel.ForAsync(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = MaxParallel, CancellationToken = cancel }, async (i, token) =>
        {
            results[i] = await AskAsync(wanted[i], timeout, detector, context, token).ConfigureAwait(false);
            var count = Interlocked.Increment(ref done);
            context.Progress($"{count} of {results.Length} services asked", (double)count / results.Length);
        }).ConfigureAwait(false);
        return new(results);
    }

    static async Task<AvailableService> AskAsync(WantedService wanted, TimeSpan timeout, Lazy<ServiceDetector> detector, ActionContext context, CancellationToken cancel)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            return wanted.Protocol == TransportProtocol.Udp
                ? await AskUdpAsync(wanted, started, timeout, detector, context, cancel).ConfigureAwait(false)
                : await AskTcpAsync(wanted, started, timeout, detector, context, cancel).ConfigureAwait(false);
        }
        catch (NetworkException failure) when (failure is not NetworkPolicyException)
        {
            // That one cannot be asked says nothing about the others.
            return wanted.Result(null, null, Stopwatch.GetElapsedTime(started), null, failure.Message.TrimEnd('.'));
        }
    }

    static async Task<AvailableService> AskTcpAsync(WantedService wanted, long started, TimeSpan timeout, Lazy<ServiceDetector> detector, ActionContext context, CancellationToken cancel)
    {
        var answer = await SinglePort.AskAsync(wanted.Host, wanted.Port, timeout, context.Network, context.Time, cancel).ConfigureAwait(false);
        var problem = (answer.State, answer.Reason) switch
        {
            (PortState.Open, _) => null,
            (PortState.Closed, _) => "refused the connection",
            (_, StateReason.NoResponse) => $"did not answer within {Words.Duration(timeout)}",
            (_, StateReason.HostUnreach or StateReason.NetUnreach) => "is unreachable",
            _ => "is filtered on the way",
        };
        ScannedService? service = null;
        if (problem is null && wanted.Service is not null)
        {
            service = await detector.Value.DetectAsync(answer.Address, wanted.Name, wanted.Port, TransportProtocol.Tcp, cancel).ConfigureAwait(false);
            problem = wanted.ProblemWith(service);
        }

        return wanted.Result(answer.State, answer.Reason, service is null ? answer.Elapsed : Stopwatch.GetElapsedTime(started), service, problem);
    }

    static async Task<AvailableService> AskUdpAsync(WantedService wanted, long started, TimeSpan timeout, Lazy<ServiceDetector> detector, ActionContext context, CancellationToken cancel)
    {
        var address = (await SinglePort.ResolveAsync(wanted.Host, wanted.Port, timeout, context.Network, context.Time, cancel).ConfigureAwait(false))[0];
        var service = await detector.Value.DetectAsync(address, wanted.Name, wanted.Port, TransportProtocol.Udp, cancel).ConfigureAwait(false);
        // Over UDP only an answer tells that somebody is there.
        var answered = service.IsProbed && (service.Name is not null || service.Banner is not null);
        return wanted.Result(answered ? PortState.Open : PortState.OpenFiltered, answered ? StateReason.UdpResponse : StateReason.NoResponse, Stopwatch.GetElapsedTime(started), service, answered ? wanted.ProblemWith(service) : "did not answer");
    }
}

/// <summary>A service that must be up.</summary>
public sealed record ServiceToHave
{
    /// <summary>Its host: a name, an address, or a host of the inventory; with the port, if <c>port</c> is not given, as in <c>db1:5432</c>.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    [Range(1, 65535)]
    public int? Port { get; init; }

    /// <summary>Of TCP or of UDP. Over UDP it must answer to what its protocol would ask.</summary>
    public TransportProtocol Protocol { get; init; }

    /// <summary>What people call it, such as <c>the orders database</c>; <c>host:port</c> unless given.</summary>
    public string? Name { get; init; }

    /// <summary>The protocol that must answer there, by its common name, such as <c>http</c> or <c>postgresql</c>. Without it, that the port is open is enough.</summary>
    public string? Service { get; init; }
}

/// <summary>Which services are up.</summary>
/// <param name="Services">What came of each, in the order in which they were given.</param>
public sealed record Availability(IReadOnlyList<AvailableService> Services)
{
    /// <summary>Whether all of them are up.</summary>
    public bool Up => Services.All(service => service.Up);

    /// <summary>Those that are down, with the reason: <c>db1:5432 refused the connection</c>.</summary>
    public IReadOnlyList<string> Down => [.. Services.Where(service => !service.Up).Select(service => $"{service.Name}{(service.Name == service.Target ? "" : $" ({service.Target})")} {service.Problem}")];
}

/// <summary>Whether a service is up.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Target">Where it is, as <c>host:port</c>; with <c>/udp</c> behind it for one of UDP.</param>
public sealed record AvailableService(string Name, string Target)
{
    /// <summary>Whether it is up.</summary>
    public bool Up => Problem is null;

    /// <summary>Why not, in a few words; null when it is up.</summary>
    public string? Problem { get; init; }

    /// <summary>What is known of its port; null when it could not be asked, such as when its name did not resolve.</summary>
    public PortState? State { get; init; }

    /// <summary>What was seen.</summary>
    public StateReason? Reason { get; init; }

    /// <summary>What answers there; null where nobody asked.</summary>
    public ScannedService? Service { get; init; }

    /// <summary>How long it took to find out.</summary>
    public TimeSpan Elapsed { get; init; }
}
