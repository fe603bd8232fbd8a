namespace Runner.Plugins.Http;

/// <summary>What may be a header's name and value (RFC 9110, section 5).</summary>
static class HeaderSyntax
{
    // A loop of its own: a set of search values costs a first request some milliseconds of the JIT compiler, and names are short.
    internal static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var each in name)
        {
            if (!char.IsAsciiLetterOrDigit(each) && !"!#$%&'*+-.^_`|~".Contains(each)) return false;
        }

        return name.Length > 0;
    }

    internal static bool IsValue(ReadOnlySpan<char> value) => !value.ContainsAny('\r', '\n', '\0');

    /// <summary>Whether the header says how long the body is, which whoever writes the message knows best: a second word on it breaks the message's framing.</summary>
    internal static bool FollowsFromBody(string name) =>
        name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);
}
