namespace Runner.PluginHost.Manifests;

/// <summary>Manifests on disk.</summary>
static class ManifestFile
{
    /// <summary>Reads the manifest beside an assembly.</summary>
    /// <exception cref="RefusedException">It cannot be read or is not a manifest.</exception>
    public static PluginManifest Read(string path)
    {
        try
        {
            return ManifestReader.Read(File.ReadAllBytes(path));
        }
        catch (ManifestFormatException e)
        {
            throw new RefusedException(
                $"{path}:{e.Line}:{e.Column}: the plugin's manifest is damaged or of another version of Runner: {e.Message.TrimEnd('.')}. "
                    + $"Delete the file, or make it again: runner plugins manifest {Path.GetDirectoryName(path)}.",
                inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{path}: the plugin's manifest cannot be read: {e.Message}", inner: e);
        }
    }

    /// <summary>Writes a file so that whoever reads it at the same time sees all of it or nothing.</summary>
    public static void Write(string path, byte[] content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
