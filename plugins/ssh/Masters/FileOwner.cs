using System.Runtime.InteropServices;
using System.Text;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>Whose something in the file system is, which .NET does not tell. Links are not followed.</summary>
/// <param name="User">The owner's number.</param>
/// <param name="Mode">The twelve bits of permissions.</param>
/// <param name="IsFolder">Whether it is a folder, and no link to one.</param>
readonly partial record struct FileOwner(uint User, int Mode, bool IsFolder)
{
    const int TypeMask = 0xF000, Folder = 0x4000, PermissionMask = 0xFFF, NoFollow = 0x100, CurrentFolder = -100;
    const uint TypeModeAndOwner = 1 | 2 | 8;

    /// <summary>The number of this process's user.</summary>
    public static uint CurrentUser { get; } = EffectiveUser();

    /// <summary>The owner of a file or folder; null when it is not there.</summary>
    public static FileOwner? Of(string path)
    {
        Span<byte> facts = stackalloc byte[512];
        var name = Encoding.UTF8.GetBytes(path + '\0');
        int failed, modeAt, userAt;
        // statx has one layout on all of Linux's processors, which lstat has not.
        if (OperatingSystem.IsLinux()) (failed, modeAt, userAt) = (StatX(CurrentFolder, name, NoFollow, TypeModeAndOwner, facts), 28, 20);
        else (failed, modeAt, userAt) = (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? LStatOfIntelMac(name, facts) : LStat(name, facts), 4, 16);
        if (failed != 0) return null;
        var mode = MemoryMarshal.Read<ushort>(facts[modeAt..]);
        return new(MemoryMarshal.Read<uint>(facts[userAt..]), mode & PermissionMask, (mode & TypeMask) == Folder);
    }

    /// <summary>Whether there is a process of this number.</summary>
    // One that may not be signalled is there too: only "no such process" (3) is none.
    public static bool IsAlive(int process) => Signals.Send(process, 0) || Marshal.GetLastPInvokeError() != 3;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatX(int folder, ReadOnlySpan<byte> path, int flags, uint mask, Span<byte> facts);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true)]
    private static partial int LStat(ReadOnlySpan<byte> path, Span<byte> facts);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true)]
    private static partial int LStatOfIntelMac(ReadOnlySpan<byte> path, Span<byte> facts);
}
