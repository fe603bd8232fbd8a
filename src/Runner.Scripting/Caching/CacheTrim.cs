namespace Runner.Scripting.Caching;

/// <summary>Keeps a folder from growing: entries that were not used for long go, and what processes that died left behind.</summary>
static class CacheTrim
{
    static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    /// <summary>Removes what is too much.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="extension">How entries end; whatever else lies there belongs to an entry, and goes with it.</param>
    /// <param name="most">How many entries stay.</param>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    public static void Trim(string folder, string extension, int most)
    {
        var files = new DirectoryInfo(folder).GetFiles();
        var entries = Array.FindAll(files, file => file.Name.EndsWith(extension, StringComparison.Ordinal));
        Array.Sort(entries, static (a, b) => b.LastWriteTimeUtc.CompareTo(a.LastWriteTimeUtc));
        foreach (var old in entries.Skip(most)) Delete(old);
        foreach (var other in files)
        {
            // Locks too: whoever takes one that is being removed at that moment compiles what another compiles as well, and no more.
            if (!other.Name.EndsWith(extension, StringComparison.Ordinal) && DateTime.UtcNow - other.LastWriteTimeUtc > Abandoned) Delete(other);
        }
    }

    static void Delete(FileInfo file)
    {
        try
        {
            file.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, on a system where that keeps it; the next one removes it.
        }
    }
}
