using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>What a DNS server answered about a name. Of several types the answers are put together.</summary>
public sealed class DnsAnswer : IRetryAdvice
{
    /// <summary>The name that was asked for; of an address asked for by PTR, its name below <c>in-addr.arpa</c> or <c>ip6.arpa</c>.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// How it went, in the words of RFC 1035 and 2136: <c>NOERROR</c>, <c>NXDOMAIN</c> (no such name), <c>SERVFAIL</c>, <c>REFUSED</c> ...
    /// Of several types the first that is not <c>NOERROR</c>.
    /// </summary>
    public required string Rcode { get; init; }

    /// <summary>The records of the answer, aliases on the way (CNAME) too.</summary>
    public required IReadOnlyList<DnsRecord> Records { get; init; }

    /// <summary>The records beside the answer that say who knows: of a name that does not exist, the SOA of its zone.</summary>
    public required IReadOnlyList<DnsRecord> Authority { get; init; }

    /// <summary>The values of the records of the types that were asked for, as text: those of the name, and of the names that its aliases lead to.</summary>
    public required IReadOnlyList<string> Values { get; init; }

    /// <summary>The addresses among those records (A and AAAA), as text.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>Whether the server speaks for the zone itself, not from what it remembers.</summary>
    public required bool Authoritative { get; init; }

    /// <summary>Whether the server says that something is missing because it did not fit. With <c>transport: auto</c> that is then fetched by TCP, and true says that it does not fit there either.</summary>
    public required bool Truncated { get; init; }

    /// <summary>Whether the server offers to ask others.</summary>
    public required bool RecursionAvailable { get; init; }

    /// <summary>Whether the server says that it checked the signatures (DNSSEC). As trustworthy as the way to the server.</summary>
    public required bool AuthenticData { get; init; }

    /// <summary>Who answered, such as <c>192.0.2.53:53</c>.</summary>
    public required string Server { get; init; }

    /// <summary>How the answer came: <c>udp</c> or <c>tcp</c>.</summary>
    public required string Transport { get; init; }

    /// <summary>How long it took, with all tries.</summary>
    public required TimeSpan Elapsed { get; init; }

    ErrorKind? IRetryAdvice.RetryKind => Rcode == DnsRcodes.NoError ? null : ErrorKind.Dns;

    TimeSpan? IRetryAdvice.RetryAfter => null;

    /// <summary>Returns itself when the name exists and has what was asked for.</summary>
    /// <exception cref="DnsResolutionException">It does not.</exception>
    public DnsAnswer EnsureFound()
    {
        if (Rcode == DnsRcodes.NoError && Values.Count > 0) return this;
        var what = Rcode == DnsRcodes.NoError ? "has no record of that type" : $"could not be resolved: {Server} answered {DnsRcodes.Explain(Rcode)}";
        throw new DnsResolutionException(Name, $"The name {Name} {what}.") { IsTransient = Rcode != DnsRcodes.NoName };
    }

    /// <summary>The name, the rcode and the values: for logs and debuggers.</summary>
    public override string ToString() => $"{Name}: {Rcode}, {string.Join(", ", Values)}";
}
