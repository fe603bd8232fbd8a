namespace Runner.Plugins.Sockets;

/// <summary>How a DNS question travels.</summary>
public enum DnsTransport
{
    /// <summary>By UDP, and again by TCP when the answer did not fit.</summary>
    Auto,

    /// <summary>By UDP alone: an answer that did not fit is taken as it is, with <c>truncated</c> set.</summary>
    Udp,

    /// <summary>By TCP alone (RFC 7766).</summary>
    Tcp,
}
