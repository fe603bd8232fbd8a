using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>
/// Asks a DNS server about a name, past the system's caches. A step without <c>expect</c> fails when there is no such name, or
/// nothing of the types that were asked for.
/// </summary>
[Action("dns.lookup", Idempotent = true, DefaultExpect = "result.rcode == 'NOERROR' && length(result.values) > 0")]
public sealed record DnsLookup : IAction<DnsAnswer>
{
    /// <summary>
    /// The whole name, such as <c>www.example.com</c>: no search domain is appended, and the hosts file is not read. Or an
    /// address, to ask for its name.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>What to ask for; several are asked for at the same time. Without it A and AAAA, of an address PTR.</summary>
    public IReadOnlyList<DnsRecordType>? Type { get; init; }

    /// <summary>
    /// Whom to ask, such as <c>192.0.2.53</c>, <c>[2001:db8::53]:5353</c> or <c>dns.example.com</c>. Of several the next is asked when one
    /// fails. <c>system</c> stands for the servers of the system, which are asked without it too.
    /// </summary>
    public IReadOnlyList<string>? Server { get; init; }

    /// <summary>How the question travels: <c>auto</c> takes UDP, and TCP when the answer does not fit.</summary>
    public DnsTransport Transport { get; init; }

    /// <summary>How long one server may take over one try.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How many times each server is asked before it counts as silent.</summary>
    [Range(1, 20)]
    public int Tries { get; init; } = 2;

    /// <summary>Whether the server shall ask others when it does not know. False shows what it knows itself.</summary>
    public bool Recurse { get; init; } = true;

    /// <inheritdoc/>
    public async ValueTask<DnsAnswer> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (Server is { Count: 0 }) throw new ActionInputException("server", "`server` is an empty list: name one, or leave it out to ask those of the system.");
        return await new DnsResolver(new()
        {
            Servers = Server ?? [],
            Transport = Transport,
            Timeout = Timeout,
            Tries = Tries,
            Recurse = Recurse,
            Network = context.Network,
            Time = context.Time,
        }).LookupAsync(Name, Type, cancel).ConfigureAwait(false);
    }
}
