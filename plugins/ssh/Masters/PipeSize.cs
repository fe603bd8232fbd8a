using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>How much a pipe holds. A block of a large file is more than the 64 KiB that pipes of Linux have at first.</summary>
static partial class PipeSize
{
    /// <summary>Two blocks. The kernel lets a user have 64 MiB of pipes, with those of all others who run as that user.</summary>
    const int Wanted = 512 * 1024;

    const int SetSize = 1031;

    /// <summary>Makes a pipe larger where the system can; one that stays small is only slower.</summary>
    public static void Enlarge(Stream stream)
    {
        if (!OperatingSystem.IsLinux() || stream is not PipeStream pipe) return;
        _ = Control((int)pipe.SafePipeHandle.DangerousGetHandle(), SetSize, Wanted);
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int value);
}
