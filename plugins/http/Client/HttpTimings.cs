namespace Runner.Plugins.Http;

/// <summary>
/// Where the time went. Dns, connect, tls and first-byte are phases, one after the other, of the last request of the call
/// (after redirects); total is the whole call. They read as milliseconds in expressions.
/// </summary>
/// <param name="Dns">Looking up the name; 0 for an address, and when an open connection was reused.</param>
/// <param name="Connect">Opening the TCP connection; 0 when an open one was reused.</param>
/// <param name="Tls">The TLS handshake; 0 without TLS, and when an open connection was reused.</param>
/// <param name="FirstByte">From the first byte of the request sent until the answer's headers were there: the server's time.</param>
/// <param name="Total">From the call until the whole body was read, with every redirect.</param>
public sealed record HttpTimings(TimeSpan Dns, TimeSpan Connect, TimeSpan Tls, TimeSpan FirstByte, TimeSpan Total);
