using System.Security;

namespace Runner.Reporting;

/// <summary>Opens the file of a log; see <see cref="LogFile"/> for the rules.</summary>
static class LogFileStream
{
    // What every line of a log starts with; see EventWriter.
    static ReadOnlySpan<byte> LogStart => "{\"type\":\""u8;

    internal static FileStream Open(string path)
    {
        try
        {
            if (Directory.Exists(path)) throw new LogFileException(path, "it is a directory.");
            if (OpenSpecial(path) is { } special) return special;
            // The name of a link stays a link; the file that it names is replaced.
            var isLink = new FileInfo(path).LinkTarget is not null;
            return Replace(path, isLink ? File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName : Path.GetFullPath(path));
        }
        catch (DirectoryNotFoundException cause)
        {
            throw new LogFileException(path, "its directory does not exist.", cause);
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new LogFileException(path, "permission denied.", cause);
        }
        catch (Exception cause) when (cause is IOException or ArgumentException or NotSupportedException or SecurityException)
        {
            throw new LogFileException(path, cause.Message, cause);
        }
    }

    /// <summary>A pipe, a terminal or a device; null for what is, or can become, a regular file.</summary>
    static FileStream? OpenSpecial(string path)
    {
        if (!File.Exists(path)) return null;
        var existing = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (!existing.CanSeek || IsDevice(Path.GetFullPath(path))) return existing;
        existing.Dispose();
        return null;
    }

    // Some devices can seek, such as /dev/null; and /dev/stdout can be a file that others write to. None may be replaced.
    static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    static FileStream Replace(string path, string target)
    {
        if (File.Exists(target) && !IsLog(target))
            throw new LogFileException(path, "the file exists and is not a log of Runner; choose another name or remove it.");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var fresh = target + "." + Guid.NewGuid().ToString("N")[..8] + ".new";
        var stream = new FileStream(fresh, options);
        try
        {
            File.Move(fresh, target, overwrite: true);
            return stream;
        }
        catch
        {
            stream.Dispose();
            File.Delete(fresh);
            throw;
        }
    }

    static bool IsLog(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Span<byte> start = stackalloc byte[LogStart.Length];
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        // Empty is what is left when a run never began, or what mktemp makes.
        return length == 0 || start[..length].SequenceEqual(LogStart);
    }
}
