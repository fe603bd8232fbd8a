using Runner.Scripting.Caching;

namespace Runner.Scripting;

/// <summary>A compiled script, or restored packages, in the cache.</summary>
/// <param name="Kind"><c>script</c> or <c>packages</c>.</param>
/// <param name="Name">The script's file, or the workflow's that it stands in; the packages' ids and versions.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="LastUsed">When it was used last, to the hour; when it was made, for packages.</param>
public sealed record CachedScript(string Kind, string Name, long Size, DateTimeOffset LastUsed);

/// <summary>What a <see cref="ScriptRunner"/> keeps on disk.</summary>
public static class CachedScripts
{
    /// <summary>What there is, used last first.</summary>
    /// <param name="folder">The folder that the runner was made with.</param>
    /// <exception cref="IOException">It cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be listed.</exception>
    public static IReadOnlyList<CachedScript> List(string folder)
    {
        var found = new List<CachedScript>();
        if (!Directory.Exists(folder)) return found;
        foreach (var file in new DirectoryInfo(folder).GetFiles("*" + ScriptCache.Extension))
            found.Add(new("script", NameOf(file), file.Length, new(file.LastWriteTimeUtc)));
        foreach (var restored in Packages.PackageRestore.List(Path.Combine(folder, Packages.PackageRestore.FolderName))) found.Add(restored);
        return [.. found.OrderByDescending(entry => entry.LastUsed)];
    }

    /// <summary>Removes all of it. Runs that go on are not disturbed.</summary>
    /// <param name="folder">The folder that the runner was made with.</param>
    /// <exception cref="IOException">Something cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">Something may not be removed.</exception>
    public static void Clear(string folder)
    {
        if (!Directory.Exists(folder)) return;
        foreach (var file in Directory.GetFiles(folder)) File.Delete(file);
        if (Path.Combine(folder, Packages.PackageRestore.FolderName) is var packages && Directory.Exists(packages)) Directory.Delete(packages, recursive: true);
    }

    static string NameOf(FileInfo file)
    {
        try
        {
            return CacheEntry.Read(File.ReadAllBytes(file.FullName))?.Path ?? $"{file.Name} (damaged, or of another version)";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{file.Name} (cannot be read: {e.Message})";
        }
    }
}
