namespace Runner.Plugins.Sockets;

/// <summary>What to ask of a name. The numbers are those of the protocol.</summary>
#pragma warning disable CA1028 // the protocol's own width
public enum DnsRecordType : ushort
{
    /// <summary>IPv4 addresses (RFC 1035).</summary>
    A = 1,

    /// <summary>The servers of a zone (RFC 1035).</summary>
    NS = 2,

    /// <summary>The name that this one is an alias of (RFC 1035).</summary>
    CNAME = 5,

    /// <summary>Where a zone begins, its serial number and times (RFC 1035).</summary>
    SOA = 6,

    /// <summary>The name of an address (RFC 1035).</summary>
    PTR = 12,

    /// <summary>The mail servers of a domain (RFC 1035).</summary>
    MX = 15,

    /// <summary>Texts: SPF, DKIM, proofs of ownership (RFC 1035).</summary>
    TXT = 16,

    /// <summary>IPv6 addresses (RFC 3596).</summary>
    AAAA = 28,

    /// <summary>Where a service is: host and port (RFC 2782).</summary>
    SRV = 33,

    /// <summary>Who may issue certificates (RFC 8659).</summary>
    CAA = 257,
}
