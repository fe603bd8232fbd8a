using System.Buffers;

namespace Runner.Plugins.WebSockets;

/// <summary>What may be a header's name and value (RFC 9110, section 5).</summary>
static class HeaderSyntax
{
    static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    internal static bool IsToken(ReadOnlySpan<char> text) => text.Length > 0 && !text.ContainsAnyExcept(TokenCharacters);

    internal static bool IsValue(ReadOnlySpan<char> value) => !value.ContainsAny('\r', '\n', '\0');
}
