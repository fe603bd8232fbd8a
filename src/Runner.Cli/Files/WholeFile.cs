using System.Text;

namespace Runner.Cli.Files;

/// <summary>Replaces files whole: whoever reads one sees the old text or the new, never a part.</summary>
static class WholeFile
{
    /// <summary>Makes a file, or replaces the one that there is. The folder must exist.</summary>
    public static void Write(string path, string text)
    {
        if (File.Exists(path)) Replace(path, text);
        else Place(path, text, mode: null);
    }

    /// <summary>Replaces a file's text, and keeps its permissions. A link goes on pointing where it points.</summary>
    public static void Replace(string path, string text)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        // A rename needs no permission to write the file, so it is asked for first.
        using (File.OpenHandle(target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) { }

        Place(target, text, OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(target));
    }

    static void Place(string target, string text, UnixFileMode? mode)
    {
        var beside = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}");
        try
        {
            using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                if (!OperatingSystem.IsWindows() && mode is { } kept) File.SetUnixFileMode(file.SafeFileHandle, kept);
                file.Write(Encoding.UTF8.GetBytes(text));
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, target, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
