using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>The protocols to offer in a TLS handshake (RFC 7301), as an input gives them.</summary>
static class AlpnNames
{
    internal static IReadOnlyList<string> Checked(IReadOnlyList<string>? names)
    {
        foreach (var name in names ?? [])
        {
            if (Encoding.UTF8.GetByteCount(name) is < 1 or > 255)
                throw new ActionInputException("alpn", "`alpn` has a name that is empty or too long: give names of protocols such as h2, http/1.1, imap.");
        }
        return names ?? [];
    }
}
