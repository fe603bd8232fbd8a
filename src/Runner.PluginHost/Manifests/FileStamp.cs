using Runner.PluginHost.Discovery;

namespace Runner.PluginHost.Manifests;

/// <summary>What tells whether an assembly is still the one that a manifest was made from.</summary>
/// <param name="File">The file's name, in the plugin's folder.</param>
/// <param name="Mvid">The module version id that its compiler gave it; null when it is not a .NET assembly.</param>
/// <param name="Length">In bytes.</param>
/// <param name="LastWrite">The time of its last write, in ticks, UTC.</param>
sealed record FileStamp(string File, string? Mvid, long Length, long LastWrite)
{
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return new(file.Name, ModuleVersion.Read(path), file.Length, file.LastWriteTimeUtc.Ticks);
    }

    /// <summary>
    /// Whether the file in the folder is the same. Its length and time say so for the price of a stat; after a copy that
    /// changed the time, the module version decides.
    /// </summary>
    public bool Matches(string folder)
    {
        if (Mvid is null) return true;
        var path = Path.Combine(folder, File);
        var file = new FileInfo(path);
        if (!file.Exists) return false;
        return (file.Length == Length && file.LastWriteTimeUtc.Ticks == LastWrite) || ModuleVersion.Read(path) == Mvid;
    }
}
