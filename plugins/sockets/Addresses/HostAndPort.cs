using System.Globalization;

namespace Runner.Plugins.Sockets;

/// <summary>A server as people write it: <c>name</c>, <c>name:25</c>, <c>192.0.2.1:25</c>, <c>::1</c>, <c>[::1]:25</c>.</summary>
static class HostAndPort
{
    /// <summary>Takes it apart; false when what follows the colon is no number.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="host">The host, without brackets.</param>
    /// <param name="port">The port, not checked; null when there is none.</param>
    internal static bool TrySplit(string text, out string host, out int? port)
    {
        (host, port) = (text.Trim('[', ']'), null);
        var colon = text.LastIndexOf(':');
        // More colons without brackets are an IPv6 address.
        if (colon < 0 || (text[0] == '[' ? text[colon - 1] != ']' : text.IndexOf(':', StringComparison.Ordinal) != colon)) return true;
        if (!int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        (host, port) = (text[..colon].Trim('[', ']'), number);
        return true;
    }
}
