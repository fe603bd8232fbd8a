using System.Security.Cryptography;
using Runner.PluginHost;

namespace Runner.Scripting.Caching;

/// <summary>
/// Compiled scripts, each compiled once: one process does it, the others that want the same one wait for it. What cannot be kept is
/// compiled again.
/// </summary>
/// <param name="folder">Where they are kept; null for nowhere.</param>
sealed class ScriptCache(string? folder)
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    static readonly TimeSpan LockWait = TimeSpan.FromMilliseconds(25);

    /// <summary>The entry of a key, made if it is not there or no longer what it was made from.</summary>
    /// <param name="key">What the script is made of, but for what it loads.</param>
    /// <param name="make">Compiles it.</param>
    /// <param name="cancel">Gives up waiting for another process.</param>
    public CacheEntry GetOrMake(string key, Func<CacheEntry> make, CancellationToken cancel)
    {
        if (folder is null) return make();
        var path = Path.Combine(folder, key + ".script");
        if (Find(path, key) is { } known) return known;
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return make(); // no place to keep it in: slower, and as right
        }

        using var held = Lock(path + ".lock", cancel);
        if (Find(path, key) is { } since) return since;
        var made = make();
        if (held is not null) Write(path, made);
        return made;
    }

    static CacheEntry? Find(string path, string key)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return CacheEntry.Read(bytes) is { } entry && entry.Key == key && IsCurrent(entry) ? entry : null;
    }

    static bool IsCurrent(CacheEntry entry)
    {
        try
        {
            foreach (var (path, hash) in entry.Files)
                if (Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))) != hash) return false;
            foreach (var (path, mvid) in entry.Assemblies)
                if (PluginCatalogue.ModuleVersionOf(path) != mvid) return false;
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // what it was made from is gone: the compiler will say so
        }
    }

    /// <summary>Held by one process at a time, and by none that has died; null where it cannot be had.</summary>
    static FileStream? Lock(string path, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.None);
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
            catch (IOException)
            {
                if (cancel.WaitHandle.WaitOne(LockWait)) cancel.ThrowIfCancellationRequested();
            }
        }
    }

    static void Write(string path, CacheEntry entry)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
            using (var file = new FileStream(temporary, options)) file.Write(entry.ToBytes());
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(temporary); // a full disk: the next run compiles again
        }
    }
}
