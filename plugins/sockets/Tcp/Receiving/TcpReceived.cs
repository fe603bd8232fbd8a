using System.Text.RegularExpressions;

namespace Runner.Plugins.Sockets;

/// <summary>What a peer sent, up to what was waited for.</summary>
public sealed class TcpReceived : ReceivedBytes
{
    static readonly Dictionary<string, string> NoGroups = [];

    internal TcpReceived(byte[] bytes, Match? match, bool closed, TimeSpan elapsed) : base(bytes)
    {
        Groups = match is null ? NoGroups : match.Groups.Values.Where(group => group.Success).ToDictionary(group => group.Name, group => group.Value);
        Closed = closed;
        Elapsed = elapsed;
    }

    /// <summary>What <c>matches</c> found: the whole match as <c>0</c>, its groups by number or name. Groups that took no part are not there.</summary>
    public IReadOnlyDictionary<string, string> Groups { get; }

    /// <summary>Whether the peer has closed the connection, and this is the last that it said.</summary>
    public bool Closed { get; }

    /// <summary>How long it took to come.</summary>
    public TimeSpan Elapsed { get; }
}
