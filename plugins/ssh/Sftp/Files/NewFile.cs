using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Runner.Plugins.Ssh.Sftp.Files;

/// <summary>A local file that is being made, to be given its name later.</summary>
/// <remarks>
/// .NET makes six calls of the system more for each file than it takes, to lock it and to see what it is: a tenth of the time of many small
/// ones. Where Linux does not do the plain thing, .NET's own way is gone, which says why.
/// </remarks>
readonly partial record struct NewFile(SafeFileHandle Handle, IDisposable Owner)
{
    const int WriteOnly = 1, Create = 0x40, Exclusive = 0x80, CloseOnExec = 0x80000;

    /// <summary>Makes a file that is not there.</summary>
    /// <param name="path">Where.</param>
    /// <param name="mode">Its permissions, less what the umask takes away.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    internal static NewFile Make(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsLinux() && OpenFile(path, WriteOnly | Create | Exclusive | CloseOnExec, (int)mode) is >= 0 and var descriptor)
        {
            var handle = new SafeFileHandle(descriptor, ownsHandle: true);
            return new(handle, handle);
        }
        return Open(path, FileMode.CreateNew, mode);
    }

    /// <summary>Opens a file to read and write it, which is made where it is not there.</summary>
    /// <inheritdoc cref="Make"/>
    internal static NewFile OpenOrMake(string path, UnixFileMode mode) => Open(path, FileMode.OpenOrCreate, mode);

    /// <summary>Gives a file another name, whatever has it now.</summary>
    /// <exception cref="IOException">It cannot be given.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be given.</exception>
    internal static void Rename(string from, string to)
    {
        if (!OperatingSystem.IsLinux() || RenameFile(from, to) != 0) File.Move(from, to, overwrite: true);
    }

    static NewFile Open(string path, FileMode how, UnixFileMode mode)
    {
        // A file of another process, or another transfer, is not written to.
        var options = new FileStreamOptions { Mode = how, Access = FileAccess.ReadWrite, Share = FileShare.Read | FileShare.Delete, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = mode;
        var stream = new FileStream(path, options);
        return new(stream.SafeFileHandle, stream);
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "rename", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameFile(string from, string to);
}
