using System.Net;
using System.Net.Sockets;

namespace Runner.Sdk.Networking;

/// <summary>How a peer is reached, apart from the usual way: its name looked up, any local address, TCP.</summary>
public sealed record DialOptions
{
    /// <summary>The usual way, to whatever <see cref="NetworkPolicy.Default"/> allows. Kept for the whole process, whoever asks first.</summary>
    public static DialOptions Default { get; } = new() { Network = NetworkPolicy.Default };

    /// <summary>The usual way for the code that asks: to what <see cref="NetworkPolicy.Ambient"/> allows.</summary>
    public static DialOptions Ambient => ReferenceEquals(NetworkPolicy.Ambient, NetworkPolicy.Default) ? Default : new();

    /// <summary>The address of this machine to connect from; null lets the system choose.</summary>
    public IPAddress? LocalAddress { get; init; }

    /// <summary>The full path of a Unix domain socket to connect to, whatever the host and the port; null for TCP.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>The family of addresses to take of a name; null for any.</summary>
    public AddressFamily? Family { get; init; }

    /// <summary>What may be reached. Connections are shared only between those who have the same policy.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Ambient;

    /// <summary>Names whose addresses are given, and not looked up.</summary>
    public AddressOverrides Resolve { get; init; } = AddressOverrides.None;
}
