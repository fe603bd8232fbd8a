namespace Runner.Plugins.Http;

/// <summary>The path of a route: texts and parameters between slashes, and perhaps all the rest.</summary>
sealed class RoutePattern
{
    /// <summary>A part between slashes: a text, or a parameter.</summary>
    readonly record struct Segment(string Text, bool IsParameter);

    readonly string text;
    readonly Segment[] segments;
    readonly bool takesRest;
    readonly string? literal;

    RoutePattern(string text, Segment[] segments, bool takesRest, List<string> names)
    {
        this.text = text;
        this.segments = segments;
        this.takesRest = takesRest;
        Names = names;
        if (!takesRest && names.Count == 0 && !text.Contains('%', StringComparison.Ordinal)) literal = text;
    }

    /// <summary>The names of its parameters, in order; the rest, if it has a name, is the last.</summary>
    internal IReadOnlyList<string> Names { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="path">The pattern as it is written.</param>
    /// <param name="wrong">Makes the error from what is wrong and what is right.</param>
    internal static RoutePattern Parse(string path, Func<string, string, Exception> wrong)
    {
        if (!path.StartsWith('/')) throw wrong("does not start with a slash", $"write /{path}");
        if (path.AsSpan().IndexOfAny('?', '#') >= 0) throw wrong("has a query", "say under match what the query must have");
        var parts = path[1..].Split('/');
        var names = new List<string>();
        var takesRest = false;
        string? rest = null;
        if (parts[^1] == "*") takesRest = true;
        else if (parts[^1].EndsWith("*}", StringComparison.Ordinal))
        {
            takesRest = true;
            if (parts[^1] is not ['{', .. var name, '*', '}'] || !IsName(name)) throw wrong($"has {parts[^1]} in it", "write the rest as {rest*}");
            rest = name;
        }
        var segments = new Segment[takesRest ? parts.Length - 1 : parts.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            var part = parts[i];
            if (part.Contains('*', StringComparison.Ordinal)) throw wrong("has a star inside", "only /* at the end stands for all below");
            if (part.AsSpan().IndexOfAny('{', '}') < 0)
            {
                segments[i] = new(Uri.UnescapeDataString(part), false);
                continue;
            }
            if (part is not ['{', .. var name, '}'] || !IsName(name))
                throw wrong($"has {part} in it", "a parameter is a whole part between slashes, such as /users/{id}, with letters, digits, - and _ in its name");
            segments[i] = new(name, true);
            names.Add(name);
        }
        if (rest is not null) names.Add(rest);
        for (var i = 1; i < names.Count; i++)
        {
            if (names.IndexOf(names[i]) < i) throw wrong($"has two parameters {{{names[i]}}}", "give each its own name");
        }
        return new(path, segments, takesRest, names);
    }

    /// <summary>Whether a path fits.</summary>
    /// <param name="escaped">The path as it came.</param>
    /// <param name="values">The values of the parameters, decoded, in the order of their names.</param>
    internal bool Matches(string escaped, out string[] values)
    {
        values = [];
        if (literal is not null && !escaped.Contains('%', StringComparison.Ordinal)) return escaped == literal;
        if (escaped[0] != '/') return false;
        var found = Names.Count > 0 ? new string[Names.Count] : [];
        var next = 0;
        var rest = escaped.AsSpan(1);
        for (var i = 0; i < segments.Length; i++)
        {
            var slash = rest.IndexOf('/');
            var last = i == segments.Length - 1 && !takesRest;
            if (last != slash < 0) return false;
            var part = slash < 0 ? rest : rest[..slash];
            if (segments[i].IsParameter)
            {
                if (part.IsEmpty) return false;
                found[next++] = Uri.UnescapeDataString(part);
            }
            else if (!Is(part, segments[i].Text)) return false;
            rest = slash < 0 ? [] : rest[(slash + 1)..];
        }
        if (takesRest && next < found.Length) found[next] = Uri.UnescapeDataString(rest);
        values = found;
        return true;
    }

    public override string ToString() => text;

    static bool Is(ReadOnlySpan<char> escaped, string expected) =>
        escaped.Contains('%') ? Uri.UnescapeDataString(escaped) == expected : escaped.SequenceEqual(expected);

    static bool IsName(ReadOnlySpan<char> name)
    {
        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_')) return false;
        }
        return name.Length > 0;
    }
}
