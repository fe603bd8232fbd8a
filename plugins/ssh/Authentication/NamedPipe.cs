using System.ComponentModel;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Runner.Plugins.Ssh.Authentication;

/// <summary>A named pipe of this user's, gone when it is disposed.</summary>
sealed partial class NamedPipe : IDisposable
{
    const int ReadAndWrite = 2;
    const uint OwnerOnly = 0x180;

    readonly string path;

    readonly SafePipeHandle handle;

    NamedPipe(string path, PipeDirection direction, SafePipeHandle handle)
    {
        (this.path, this.handle) = (path, handle);
        Stream = new AnonymousPipeClientStream(direction, handle);
    }

    /// <summary>What is read from it or written to it.</summary>
    public Stream Stream { get; }

    /// <summary>Makes one.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static NamedPipe Make(string path, PipeDirection direction)
    {
        var name = Encoding.UTF8.GetBytes(path + '\0');
        if (MakeFifo(name, OwnerOnly) != 0) throw Failed(path);
        // For both directions, so that neither this end nor the other waits to be opened, and the end of one client is no end of file.
        var closeOnExec = OperatingSystem.IsLinux() ? 0x80000 : 0x1000000;
        var handle = Open(name, ReadAndWrite | closeOnExec);
        if (handle < 0)
        {
            var failure = Failed(path);
            File.Delete(path);
            throw failure;
        }
        return new(path, direction, new SafePipeHandle(handle, ownsHandle: true));
    }

    /// <summary>Writes into it from this side, which holds both of its ends: a reader here comes to something to read.</summary>
    public void WriteBack(ReadOnlySpan<byte> few) => _ = Write(handle, few, few.Length);

    public void Dispose()
    {
        // In this order: who opens it after it was closed here would wait for ever.
        File.Delete(path);
        Stream.Dispose();
    }

    static IOException Failed(string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{path}: {new Win32Exception(error).Message}");
    }

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(SafePipeHandle pipe, ReadOnlySpan<byte> bytes, nint count);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    private static partial int MakeFifo(ReadOnlySpan<byte> path, uint mode);

    // Without the third parameter, which is only there where a file is made, and which not every processor passes like the others.
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int Open(ReadOnlySpan<byte> path, int flags);
}
