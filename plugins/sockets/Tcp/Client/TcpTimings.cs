namespace Runner.Plugins.Sockets;

/// <summary>Where the time of opening a connection went. They read as milliseconds in expressions.</summary>
/// <param name="Dns">Looking up the name; 0 for an address.</param>
/// <param name="Connect">Opening the TCP connection.</param>
/// <param name="Tls">The TLS handshake; 0 without TLS.</param>
/// <param name="Total">All of it.</param>
public sealed record TcpTimings(TimeSpan Dns, TimeSpan Connect, TimeSpan Tls, TimeSpan Total);
