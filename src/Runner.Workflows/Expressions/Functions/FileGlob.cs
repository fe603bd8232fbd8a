namespace Runner.Workflows.Expressions.Functions;

/// <summary>
/// Files under a directory by patterns, as the glob library behind GitHub's <c>hashFiles</c> has them: <c>**</c> spans
/// directories, <c>!</c> excludes what an earlier pattern included, a pattern that matches a directory matches all in it.
/// </summary>
sealed class FileGlob(string directory, IReadOnlyList<string> patterns, bool followLinks)
{
    readonly string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
    readonly (bool Exclude, string[] Segments)[] rules = [.. patterns.SelectMany(Rules)];

    /// <summary>Full paths; a directory's entries come in ordinal order, so that the answer is the same everywhere.</summary>
    public IEnumerable<string> Files() => Directory.Exists(root) && rules.Any(rule => !rule.Exclude) ? Files(root, [], [root]) : [];

    /// <param name="current">The directory, by the path that leads here.</param>
    /// <param name="segments">The names on that path, below the root.</param>
    /// <param name="real">The directories on that path, links resolved: one that comes again would never end.</param>
    IEnumerable<string> Files(string current, string[] segments, string[] real)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(current).Order(StringComparer.Ordinal))
        {
            string[] path = [.. segments, Path.GetFileName(entry)];
            var attributes = File.GetAttributes(entry);
            if (!attributes.HasFlag(FileAttributes.Directory))
            {
                if (Includes(path) && File.Exists(entry)) yield return entry;
                continue;
            }

            var isLink = attributes.HasFlag(FileAttributes.ReparsePoint);
            var target = isLink ? Directory.ResolveLinkTarget(entry, returnFinalTarget: true)?.FullName : Path.Combine(real[^1], path[^1]);
            if (target is null || (isLink && (!followLinks || real.Contains(target)))) continue;
            foreach (var file in Files(entry, path, [.. real, target])) yield return file;
        }
    }

    bool Includes(string[] path)
    {
        var included = false;
        foreach (var (exclude, segments) in rules)
        {
            if (included == exclude && Matches(segments, path)) included = !exclude;
        }

        return included;
    }

    static IEnumerable<(bool Exclude, string[] Segments)> Rules(string pattern)
    {
        foreach (var line in pattern.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] == '#') continue;
            var body = line.TrimStart('!');
            var exclude = (line.Length - body.Length) % 2 == 1;
            yield return (exclude, [.. body.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(each => each != ".")]);
        }
    }

    /// <summary>Whether the pattern matches the path or a directory above it.</summary>
    static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty) return true;
        if (pattern[0] == "**")
        {
            if (pattern.Length > 1 && pattern[1] == "**") return Matches(pattern[1..], path);
            for (var i = 0; i <= path.Length; i++)
            {
                if (Matches(pattern[1..], path[i..])) return true;
            }

            return false;
        }

        return !path.IsEmpty && SegmentMatches(pattern[0], path[0]) && Matches(pattern[1..], path[1..]);
    }

    static bool SegmentMatches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        // Where the last star stood, and how much of the name it has taken so far: enough to try again without recursion.
        var (star, taken) = (-1, 0);
        var (p, n) = (0, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, taken) = (p++, n);
            }
            else if (p < pattern.Length && CharacterMatches(pattern[p..], name[n], out var length))
            {
                p += length;
                n++;
            }
            else if (star >= 0)
            {
                (p, n) = (star + 1, ++taken);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }

    static bool CharacterMatches(ReadOnlySpan<char> pattern, char c, out int length)
    {
        length = 1;
        if (pattern[0] == '?') return true;
        if (pattern[0] == '\\' && pattern.Length > 1)
        {
            length = 2;
            return pattern[1] == c;
        }

        if (pattern[0] != '[' || pattern.Length < 3 || pattern[2..].IndexOf(']') is var close && close < 0) return pattern[0] == c;
        length = close + 3;
        var set = pattern[1..(close + 2)];
        var negated = set.Length > 1 && set[0] is '!' or '^';
        if (negated) set = set[1..];
        for (var i = 0; i < set.Length; i++)
        {
            var isRange = i + 2 < set.Length && set[i + 1] == '-';
            if (c >= set[i] && c <= set[isRange ? i + 2 : i]) return !negated;
            if (isRange) i += 2;
        }

        return negated;
    }
}
