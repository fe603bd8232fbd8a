using System.IO.Enumeration;

namespace Runner.Plugins.Ssh.Sync;

/// <summary>Patterns of paths below the top of a copied folder.</summary>
sealed class PathPatterns(IReadOnlyList<string> include, IReadOnlyList<string> exclude)
{
    readonly Pattern[] included = [.. include.Select(Pattern.Parse)], excluded = [.. exclude.Select(Pattern.Parse)];

    /// <summary>Whether there are any.</summary>
    internal bool Any => included.Length + excluded.Length > 0;

    /// <summary>Whether what has this path is left out. What is in a folder that is left out need not be asked for.</summary>
    internal bool LeaveOut(string path, bool isFolder) =>
        Array.Exists(excluded, pattern => pattern.Matches(path, isFolder))
        || (!isFolder && included.Length > 0 && !Array.Exists(included, pattern => pattern.Matches(path, isFolder)));

    sealed record Pattern(string[] Parts, bool OnlyFolders)
    {
        internal static Pattern Parse(string text)
        {
            var bare = text.Trim('/');
            if (bare.StartsWith("./", StringComparison.Ordinal)) bare = bare[2..];
            if (bare.Length == 0) throw new ArgumentException($"`{text}` is no pattern of paths: write such as *.log, cache/ or conf/**/*.bak.");
            // Without a slash but at its end: in every folder.
            var parts = bare.Split('/');
            return new(parts.Length == 1 && !text.StartsWith('/') ? ["**", bare] : parts, text.EndsWith('/'));
        }

        internal bool Matches(string path, bool isFolder) => (isFolder || !OnlyFolders) && Matches(Parts, path.Split('/'));

        // From the last `**` on only, as wildcards are matched: never more than the product of both lengths.
        static bool Matches(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
        {
            int at = 0, star = -1, mark = 0, p = 0;
            while (at < path.Length)
            {
                if (p < pattern.Length && pattern[p] == "**")
                {
                    (star, mark) = (p++, at);
                }
                else if (p < pattern.Length && FileSystemName.MatchesSimpleExpression(pattern[p], path[at], ignoreCase: false))
                {
                    p++;
                    at++;
                }
                else if (star >= 0)
                {
                    (p, at) = (star + 1, ++mark);
                }
                else return false;
            }
            while (p < pattern.Length && pattern[p] == "**") p++;
            return p == pattern.Length;
        }
    }
}
