using System.Buffers;

namespace Runner.Plugins.Http;

/// <summary>What may be a header's name and value (RFC 9110, section 5).</summary>
static class HeaderSyntax
{
    static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    internal static bool IsName(ReadOnlySpan<char> name) => name.Length > 0 && !name.ContainsAnyExcept(TokenCharacters);

    internal static bool IsValue(ReadOnlySpan<char> value) => !value.ContainsAny('\r', '\n', '\0');

    /// <summary>Whether the header says how long the body is, which whoever writes the message knows best: a second word on it breaks the message's framing.</summary>
    internal static bool FollowsFromBody(string name) =>
        name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);
}
