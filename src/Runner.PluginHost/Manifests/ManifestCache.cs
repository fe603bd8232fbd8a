namespace Runner.PluginHost.Manifests;

/// <summary>
/// Manifests that Runner made, each named after the module version of its assembly. Several processes may use one: entries
/// appear whole, and two that make the same entry write the same.
/// </summary>
/// <param name="directory">Where they lie; null keeps none.</param>
sealed class ManifestCache(string? directory)
{
    // The format is part of the name, so that two versions of Runner with one cache do not undo each other's work.
    static readonly string Suffix = ".v" + PluginManifest.CurrentFormat + PluginManifest.Extension;

    /// <summary>The manifest of a module version. One that cannot be read counts as absent: it is made again.</summary>
    public PluginManifest? Find(string mvid)
    {
        if (directory is null) return null;
        try
        {
            var path = PathOf(directory, mvid);
            if (!File.Exists(path)) return null;
            var manifest = ManifestReader.Read(File.ReadAllBytes(path));
            return manifest.Assembly.Mvid == mvid ? manifest : null;
        }
        catch (Exception e) when (e is ManifestFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a manifest, if the directory can be written: without the entry the next start makes it again.</summary>
    public void Store(string mvid, byte[] json)
    {
        if (directory is null) return;
        try
        {
            Directory.CreateDirectory(directory);
            ManifestFile.Write(PathOf(directory, mvid), json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only home or a full disk must not keep a plugin from running; see the summary.
        }
    }

    static string PathOf(string directory, string mvid) => Path.Combine(directory, mvid + Suffix);
}
