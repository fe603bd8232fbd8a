using System.IO.Pipes;
using System.Runtime.InteropServices;
using Runner.Plugins.Ssh.Transports;
using Runner.Sdk;

namespace Runner.Plugins.Ssh.Masters;

/// <summary>An end of a pipe whose other end somebody else holds: when that is gone, the reason is looked for.</summary>
/// <param name="pipe">The pipe.</param>
/// <param name="why">What ended it; null when that is nothing worse than its end.</param>
sealed partial class PipeEnd(PipeStream pipe, Func<Task<NetworkException?>> why) : Stream, IThreadStream
{
    const short Readable = 1;
    const short Writable = 4;

    /// <summary>How often a thread that waits looks whether it still should.</summary>
    const int LookEvery = 100;

    /// <summary>How many microseconds room gathers: at 1 GB/s less than a pipe holds.</summary>
    const uint Gathering = 400;

    /// <summary>How much a pipe holds: two blocks. The kernel lets a user have 64 MiB of pipes, with those of all others who run as that user.</summary>
    const int Wanted = 512 * 1024;

    const int GetFlags = 3, SetFlags = 4, NonBlocking = 0x800, SetSize = 1031;

    static readonly int Again = OperatingSystem.IsMacOS() ? 35 : 11;
    const int Interrupted = 4;

    public override bool CanRead => pipe.CanRead;
    public override bool CanSeek => false;
    public override bool CanWrite => pipe.CanWrite;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    bool isOurs;

    /// <summary>
    /// Makes the pipe larger where the system can; one that stays small is only slower. And takes it from .NET, whose first asynchronous read of
    /// it would have it watched for good: each piece that comes then wakes three threads that have nothing to do.
    /// </summary>
    public void Enlarge()
    {
        if (!OperatingSystem.IsLinux()) return;
        _ = Control(Descriptor, SetSize, Wanted);
        var flags = Control(Descriptor, GetFlags, 0);
        isOurs = flags >= 0 && Control(Descriptor, SetFlags, flags | NonBlocking) == 0;
    }

    public unsafe int ReadHere(Span<byte> target, CancellationToken cancel)
    {
        var hold = false;
        pipe.SafePipeHandle.DangerousAddRef(ref hold);
        try
        {
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                nint count;
                fixed (byte* bytes = target) count = Take(Descriptor, bytes, target.Length);
                if (count > 0) return (int)count;
                if (count == 0) return why().GetAwaiter().GetResult() is { } reason ? throw reason : 0;
                Wait(Readable);
            }
        }
        finally
        {
            pipe.SafePipeHandle.DangerousRelease();
        }
    }

    public unsafe bool TryWriteHere(ReadOnlySpan<byte> small)
    {
        var hold = false;
        pipe.SafePipeHandle.DangerousAddRef(ref hold);
        try
        {
            nint count;
            // So little goes whole or not at all (PIPE_BUF).
            fixed (byte* bytes = small) count = small.Length <= 4096 ? Put(Descriptor, bytes, small.Length) : -1;
            // What is wrong is found by who tries again.
            return count == small.Length;
        }
        finally
        {
            pipe.SafePipeHandle.DangerousRelease();
        }
    }

    public unsafe void WriteHere(ReadOnlySpan<byte> source, CancellationToken cancel)
    {
        var hold = false;
        pipe.SafePipeHandle.DangerousAddRef(ref hold);
        try
        {
            while (!source.IsEmpty)
            {
                cancel.ThrowIfCancellationRequested();
                nint count;
                fixed (byte* bytes = source) count = Put(Descriptor, bytes, source.Length);
                if (count >= 0) source = source[(int)count..];
                else Wait(Writable);
            }
        }
        catch (IOException)
        {
            if (why().GetAwaiter().GetResult() is { } reason) throw reason;
            throw;
        }
        finally
        {
            pipe.SafePipeHandle.DangerousRelease();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> target, CancellationToken cancel = default)
    {
        if (isOurs) return await Task.Run(() => ReadHere(target.Span, cancel), cancel).ConfigureAwait(false);
        var count = await pipe.ReadAsync(target, cancel).ConfigureAwait(false);
        return count > 0 || target.IsEmpty || await why().ConfigureAwait(false) is not { } reason ? count : throw reason;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancel = default)
    {
        if (isOurs)
        {
            if (!TryWriteHere(source.Span)) await Task.Run(() => WriteHere(source.Span, cancel), cancel).ConfigureAwait(false);
            return;
        }
        try
        {
            await pipe.WriteAsync(source, cancel).ConfigureAwait(false);
        }
        catch (IOException)
        {
            if (await why().ConfigureAwait(false) is { } reason) throw reason;
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] target, int offset, int count, CancellationToken cancel) => ReadAsync(target.AsMemory(offset, count), cancel).AsTask();

    public override Task WriteAsync(byte[] source, int offset, int count, CancellationToken cancel) => WriteAsync(source.AsMemory(offset, count), cancel).AsTask();

    public override int Read(byte[] target, int offset, int count) => ReadAsync(target, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Write(byte[] source, int offset, int count) => WriteAsync(source, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancel) => Task.CompletedTask;

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) pipe.Dispose();
        base.Dispose(disposing);
    }

    int Descriptor => (int)pipe.SafePipeHandle.DangerousGetHandle();

    /// <summary>After a call that did nothing: waits a little for the pipe, if that is what it takes.</summary>
    unsafe void Wait(short what)
    {
        var error = Marshal.GetLastPInvokeError();
        if (error == Interrupted) return;
        if (error != Again) throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        var pipes = new Awaited { Descriptor = Descriptor, Events = what };
        // Woken for the first page of 4 KiB, who writes would go on for each of them: more gathers meanwhile. Who reads stays awake: the master
        // lets the server send more only when its own words are taken.
        if (Poll(&pipes, 1, LookEvery) > 0 && what == Writable) _ = Sleep(Gathering);
    }

    [StructLayout(LayoutKind.Sequential)]
    struct Awaited
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static unsafe partial nint Take(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Put(int descriptor, byte* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int value);

    [LibraryImport("libc", EntryPoint = "usleep")]
    private static partial int Sleep(uint microseconds);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static unsafe partial int Poll(Awaited* pipes, nuint count, int milliseconds);
}
