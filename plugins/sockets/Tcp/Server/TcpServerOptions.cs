using System.Net;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Sockets;

/// <summary>How a <see cref="TcpServer"/> listens, and what it does with its clients.</summary>
public sealed record TcpServerOptions
{
    /// <summary>The address to listen on. Loopback, unless others are to reach it.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>The full path of a Unix domain socket to listen on, in place of the address and the port. It must not be there yet.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>The certificate to show, for a server that speaks TLS; null for one that does not.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>Whether TLS begins only with a turn that says so, and not with the connection.</summary>
    public bool TlsLater { get; init; }

    /// <summary>Whether all that a client sends is sent back to it.</summary>
    public bool Echo { get; init; }

    /// <summary>What is said and waited for with each client, in order; null when clients are waited for with <see cref="TcpServer.AcceptAsync"/>.</summary>
    public IReadOnlyList<TcpTurn>? Turns { get; init; }

    /// <summary>What follows the last turn.</summary>
    public TcpEnding Then { get; init; } = TcpEnding.Close;

    /// <summary>After how many clients no more are let in; null for no limit.</summary>
    public int? MaxClients { get; init; }

    /// <summary>The clock for waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
