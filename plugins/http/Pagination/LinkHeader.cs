namespace Runner.Plugins.Http;

/// <summary>The Link header (RFC 8288, section 3).</summary>
static class LinkHeader
{
    /// <summary>The target of the first link with a relation, as it is written; null without one.</summary>
    /// <param name="header">All the header's values, joined with commas.</param>
    /// <param name="relation">The relation's name, such as <c>next</c>, in any case.</param>
    internal static string? Find(string header, string relation)
    {
        var rest = header.AsSpan();
        while (true)
        {
            rest = rest.TrimStart(" \t,");
            if (rest.IsEmpty || rest[0] != '<') return null;
            var end = rest.IndexOf('>');
            if (end < 0) return null;
            var target = rest[1..end];
            rest = rest[(end + 1)..];
            if (HasRelation(ref rest, relation)) return target.Trim().ToString();
        }
    }

    /// <summary>Reads one link's parameters, up to the comma after them.</summary>
    static bool HasRelation(ref ReadOnlySpan<char> rest, string relation)
    {
        var (has, seen, elsewhere) = (false, false, false);
        while (true)
        {
            rest = rest.TrimStart(" \t");
            if (rest.IsEmpty || rest[0] != ';') break;
            rest = rest[1..].TrimStart(" \t");
            var nameEnd = rest.IndexOfAny("=;, \t");
            var name = nameEnd < 0 ? rest : rest[..nameEnd];
            rest = (nameEnd < 0 ? default : rest[nameEnd..]).TrimStart(" \t");
            var value = "";
            if (!rest.IsEmpty && rest[0] == '=')
            {
                rest = rest[1..].TrimStart(" \t");
                value = Value(ref rest);
            }
            if (name.Equals("anchor", StringComparison.OrdinalIgnoreCase)) elsewhere = true; // it is about something else than this answer
            if (seen || !name.Equals("rel", StringComparison.OrdinalIgnoreCase)) continue;
            seen = true; // further ones are to be ignored (section 3.3)
            has = value.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries).Contains(relation, StringComparer.OrdinalIgnoreCase);
        }
        // What is no parameter is skipped, up to the next link.
        var comma = rest.IndexOf(',');
        rest = comma < 0 ? default : rest[comma..];
        return has && !elsewhere;
    }

    static string Value(ref ReadOnlySpan<char> rest)
    {
        if (rest.IsEmpty || rest[0] != '"')
        {
            var end = rest.IndexOfAny(";, \t");
            var token = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..];
            return token.ToString();
        }
        var text = new System.Text.StringBuilder();
        var at = 1;
        for (; at < rest.Length && rest[at] != '"'; at++)
        {
            if (rest[at] == '\\' && at + 1 < rest.Length) at++;
            text.Append(rest[at]);
        }
        rest = rest[Math.Min(at + 1, rest.Length)..];
        return text.ToString();
    }
}
