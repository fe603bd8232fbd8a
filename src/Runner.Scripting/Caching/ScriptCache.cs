using Runner.PluginHost;
using Runner.Scripting.Compiling;
using Runner.Sdk;

namespace Runner.Scripting.Caching;

/// <summary>
/// Compiled scripts on disk, each compiled once: one process does it, the others that want the same one wait for it. What cannot be kept
/// is compiled again.
/// </summary>
/// <param name="folder">Where they are kept; null for nowhere.</param>
sealed class ScriptCache(string? folder)
{
    /// <summary>How entries' files end.</summary>
    public const string Extension = ".script";

    /// <summary>How many are kept: those that were used last.</summary>
    public const int MostEntries = 100;

    // The time of last use is kept no finer than this, so that a run that reads the cache seldom writes to it.
    static readonly TimeSpan Staleness = TimeSpan.FromHours(1);

    /// <summary>The entry of a key; null when there is none, or it is no longer what it was made from, or damaged.</summary>
    public CacheEntry? Find(string key)
    {
        if (folder is null) return null;
        var path = PathOf(folder, key);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (CacheEntry.Read(bytes) is not { } entry || entry.Key != key || !IsCurrent(entry.Files, entry.Assemblies) || !entry.HasPackages) return null;
        Touch(path);
        return entry;
    }

    /// <summary>Makes the entry of a key, unless another process has made it by the time that it is this one's turn.</summary>
    /// <param name="key">What the script is made of, but for what it loads.</param>
    /// <param name="make">Compiles it.</param>
    /// <param name="cancel">Gives up waiting for another process.</param>
    public async ValueTask<CacheEntry> MakeAsync(string key, Func<CacheEntry> make, CancellationToken cancel)
    {
        if (folder is null || !TryCreateFolder()) return make(); // no place to keep it in: slower, and as right
        using var held = await FileLock.TakeAsync(PathOf(folder, key) + ".lock", cancel).ConfigureAwait(false);
        if (Find(key) is { } since) return since;
        var made = make();
        if (held is not null) Write(PathOf(folder, key), made);
        return made;
    }

    /// <summary>Whether files and assemblies are still what a script was made from.</summary>
    public static bool IsCurrent(IReadOnlyList<LoadedFile> files, IReadOnlyList<NamedAssembly> assemblies)
    {
        try
        {
            foreach (var (path, hash) in files)
                if (Fingerprint.Text(File.ReadAllBytes(path)) != hash) return false;
            foreach (var (path, mvid) in assemblies)
                if (PluginCatalogue.ModuleVersionOf(path) != mvid) return false;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // what it was made from is gone: the compiler will say so
        }
    }

    static string PathOf(string folder, string key) => Path.Combine(folder, key + Extension);

    bool TryCreateFolder()
    {
        try
        {
            PrivateFile.MakeFolder(folder!);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static void Touch(string path)
    {
        try
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > Staleness) File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else's cache, which may only be read: it goes by the time at which the entry was made.
        }
    }

    void Write(string path, CacheEntry entry)
    {
        try
        {
            PrivateFile.Replace(path, file => file.Write(entry.ToBytes()));
            CacheTrim.Trim(folder!, Extension, MostEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk: the next run compiles again.
        }
    }
}
