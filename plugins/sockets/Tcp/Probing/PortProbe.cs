namespace Runner.Plugins.Sockets;

/// <summary>What came of trying to connect to one port.</summary>
/// <param name="Port">The port; 0 for a Unix domain socket.</param>
/// <param name="State">Whether someone accepted, or what happened instead.</param>
/// <param name="Remote">Who accepted: <c>192.0.2.1:22</c>; null when nobody did.</param>
/// <param name="Dns">How long the name took to look up; 0 for an address.</param>
/// <param name="Connect">How long it took to connect, or to be refused.</param>
/// <param name="Banner">What the server said first, without being asked; null when it said nothing, or was not listened to.</param>
/// <param name="Error">Why it is not open, for people; null when it is.</param>
public sealed record PortProbe(int Port, TcpPortState State, string? Remote, TimeSpan Dns, TimeSpan Connect, string? Banner, string? Error)
{
    /// <summary>Whether someone accepted.</summary>
    public bool Open => State == TcpPortState.Open;
}
