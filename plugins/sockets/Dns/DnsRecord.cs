namespace Runner.Plugins.Sockets;

/// <summary>One resource record of an answer. What its type does not have is null.</summary>
public sealed record DnsRecord
{
    /// <summary>Whose record it is, without the dot at the end.</summary>
    public required string Name { get; init; }

    /// <summary>The type in capitals, such as <c>AAAA</c>; <c>TYPE99</c> for one that Runner does not know (RFC 3597).</summary>
    public required string Type { get; init; }

    /// <summary>How many seconds it may be kept.</summary>
    public required long Ttl { get; init; }

    /// <summary>The data as text, as zone files write it: <c>10 mail.example.com</c> for an MX. Texts of TXT are joined without quotes.</summary>
    public required string Value { get; init; }

    /// <summary>The address, of A and AAAA.</summary>
    public string? Address { get; init; }

    /// <summary>The other name, without the dot at the end: of CNAME, NS and PTR, the mail server of MX, the host of SRV.</summary>
    public string? Target { get; init; }

    /// <summary>The texts of TXT, as the record divides them.</summary>
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>The smaller, the earlier it is tried: the preference of MX, the priority of SRV.</summary>
    public int? Priority { get; init; }

    /// <summary>The share among SRV records of one priority.</summary>
    public int? Weight { get; init; }

    /// <summary>The port of SRV.</summary>
    public int? Port { get; init; }

    /// <summary>What CAA says.</summary>
    public DnsCaa? Caa { get; init; }

    /// <summary>What SOA says.</summary>
    public DnsSoa? Soa { get; init; }
}

/// <summary>Who may issue certificates for a name (RFC 8659).</summary>
/// <param name="Flags">128 when an issuer that does not understand the tag must refuse.</param>
/// <param name="Tag">What is said: <c>issue</c>, <c>issuewild</c>, <c>iodef</c>.</param>
/// <param name="Value">The issuer's domain, or where to report to.</param>
public sealed record DnsCaa(int Flags, string Tag, string Value);

/// <summary>The start of a zone (RFC 1035, section 3.3.13).</summary>
/// <param name="Server">The zone's primary server.</param>
/// <param name="Mailbox">Who answers for it, with a dot in the at sign's place.</param>
/// <param name="Serial">Grows with each change.</param>
/// <param name="Refresh">How often secondary servers look for a change, in seconds.</param>
/// <param name="Retry">How soon they try again, in seconds.</param>
/// <param name="Expire">How long they answer without the primary, in seconds.</param>
/// <param name="Minimum">How long may be remembered that a name does not exist, in seconds (RFC 2308).</param>
public sealed record DnsSoa(string Server, string Mailbox, long Serial, long Refresh, long Retry, long Expire, long Minimum);
