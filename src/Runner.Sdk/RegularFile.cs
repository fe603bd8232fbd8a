using System.Runtime.InteropServices;
using System.Text;

namespace Runner.Sdk;

/// <summary>
/// Files that a user names, and what else stands in their place: to open a named pipe waits for ever for its other end, a device
/// may have no end, and to replace either by a file breaks the machine.
/// </summary>
public static class RegularFile
{
    const int TypeMask = 0xF000, Pipe = 0x1000, CharacterDevice = 0x2000, Folder = 0x4000, BlockDevice = 0x6000, Regular = 0x8000, Socket = 0xC000;

    /// <summary>The full path of what an input names.</summary>
    /// <param name="path">The path, perhaps relative.</param>
    /// <param name="folder">What it is relative to.</param>
    /// <param name="input">The input that it comes from, for the error.</param>
    /// <exception cref="ActionInputException">It is empty, or has a NUL in it, which no path can have.</exception>
    public static string FullPath(string path, string folder, string input)
    {
        if (path.Length == 0) throw new ActionInputException(input, $"`{input}` is empty: give the path of a file.");
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new ActionInputException(input, $"`{input}` is {Words.Quote(path)}, which has a NUL character: no path can have one.");
        return Path.GetFullPath(path, folder);
    }

    /// <summary>
    /// What a path leads to (through links) in place of a file, such as <c>is a named pipe, not a file</c>; null for a file, and
    /// for nothing at all. Nothing is opened.
    /// </summary>
    public static string? WhyNot(string path)
    {
        if (OperatingSystem.IsWindows()) return Directory.Exists(path) ? "is a folder, not a file" : null;
        var mode = ModeOf(path, out var error);
        if (mode is null) return error == (OperatingSystem.IsLinux() ? 40 : 62) ? "is a link that leads back to itself" : null;
        return (mode & TypeMask) switch
        {
            Regular => null,
            Folder => "is a folder, not a file",
            Pipe => "is a named pipe, not a file",
            CharacterDevice or BlockDevice => "is a device, not a file",
            Socket => "is a socket, not a file",
            _ => "is no file",
        };
    }

    /// <summary>Refuses what is there and is no file.</summary>
    /// <exception cref="ActionInputException">It is a folder, a named pipe, a device or a socket.</exception>
    public static void Require(string path, string input)
    {
        if (WhyNot(path) is { } reason) throw new ActionInputException(input, $"`{input}` {path} {reason}: name a regular file.");
    }

    /// <summary>All of a file; null when it is larger than the limit. What counts are the bytes that come: not every file tells its size.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? Read(string path, int limit)
    {
        using var file = File.OpenRead(path);
        using var all = new MemoryStream();
        var piece = new byte[16 * 1024];
        while (file.Read(piece) is > 0 and var count)
        {
            if (all.Length + count > limit) return null;
            all.Write(piece, 0, count);
        }
        return all.ToArray();
    }

    static int? ModeOf(string path, out int error)
    {
        // statx has one layout on all of Linux's processors, which stat has not.
        var facts = new byte[512];
        var name = Encoding.UTF8.GetBytes(path + '\0');
        var (failed, at) = OperatingSystem.IsLinux() ? (StatX(-100, name, 0, 1, facts), 28)
            : RuntimeInformation.ProcessArchitecture == Architecture.X64 ? (StatOfIntelMac(name, facts), 4) : (Stat(name, facts), 4);
        error = failed == 0 ? 0 : Marshal.GetLastPInvokeError();
        return failed == 0 ? MemoryMarshal.Read<ushort>(facts.AsSpan(at)) : null;
    }

    // Not the generated kind: the contract is to be compiled from its source alone.
    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int StatX(int folder, byte[] path, int flags, uint mask, byte[] facts);

    [DllImport("libc", EntryPoint = "stat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int Stat(byte[] path, byte[] facts);

    [DllImport("libc", EntryPoint = "stat$INODE64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    static extern int StatOfIntelMac(byte[] path, byte[] facts);
}
