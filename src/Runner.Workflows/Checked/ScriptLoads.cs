namespace Runner.Workflows.Checked;

/// <summary>
/// The files that a script brings in by <c>#load</c>, and those that these bring in. Lines are looked at, and no C# is parsed: what is switched
/// off by <c>#if</c> is found too, which does no harm.
/// </summary>
public static class ScriptLoads
{
    const string Directive = "#load";

    /// <summary>Adds their texts by full path; what is there already stays. What cannot be read is left out: the compiler says so.</summary>
    /// <param name="text">The script.</param>
    /// <param name="folder">Where its paths start from.</param>
    /// <param name="files">Takes them.</param>
    /// <param name="read">The text of a file; null where it cannot be read.</param>
    public static void Add(string text, string folder, IDictionary<string, string> files, Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(read);
        // A list of its own, not a call within a call: files may load each other in a chain of any length.
        var open = new Queue<(string Text, string Folder)>([(text, folder)]);
        while (open.TryDequeue(out var next))
        {
            if (!next.Text.Contains(Directive, StringComparison.Ordinal)) continue;
            foreach (var line in next.Text.AsSpan().EnumerateLines())
            {
                if (PathIn(line) is not { } written) continue;
                var path = Path.GetFullPath(written, next.Folder);
                if (files.ContainsKey(path) || read(path) is not { } loaded) continue;
                files.Add(path, loaded);
                open.Enqueue((loaded, Path.GetDirectoryName(path)!));
            }
        }
    }

    /// <summary>The text of a file on the disk; null where it cannot be read.</summary>
    public static string? ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // #load "lib.csx": a directive's string has no escapes (C#, 6.5.1).
    static string? PathIn(ReadOnlySpan<char> line)
    {
        line = line.TrimStart();
        if (!line.StartsWith('#')) return null;
        line = line[1..].TrimStart();
        if (!line.StartsWith(Directive.AsSpan(1), StringComparison.Ordinal)) return null;
        line = line[(Directive.Length - 1)..].TrimStart();
        if (!line.StartsWith('"')) return null;
        line = line[1..];
        var end = line.IndexOf('"');
        return end > 0 && line[..end].IndexOf('\0') < 0 ? line[..end].ToString() : null;
    }
}
