using System.Net.Sockets;

namespace Runner.Plugins.Sockets;

/// <summary>Which family of addresses to take of a name.</summary>
public enum AddressFamilyChoice
{
    /// <summary>The one that the system prefers.</summary>
    Any,

    /// <summary>IPv4 only.</summary>
    Ipv4,

    /// <summary>IPv6 only.</summary>
    Ipv6,
}

static class AddressFamilyChoices
{
    internal static AddressFamily ToSystem(this AddressFamilyChoice choice) => choice switch
    {
        AddressFamilyChoice.Ipv4 => AddressFamily.InterNetwork,
        AddressFamilyChoice.Ipv6 => AddressFamily.InterNetworkV6,
        _ => AddressFamily.Unspecified,
    };
}
