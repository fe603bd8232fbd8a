using System.Runtime.InteropServices;

namespace Runner.Cli;

/// <summary>Writes to an open file descriptor of the process, such as standard output, by write(2).</summary>
/// <remarks>
/// The console's own stream brings terminal handling with it, 8 ms that a pipe has no use for. A file stream over the
/// handle would write at positions of its own: after <c>{ runner ...; runner ...; } &gt; file</c> the second run would have
/// overwritten the first.
/// </remarks>
sealed partial class DescriptorStream(int descriptor) : Stream
{
    const int Interrupted = 4;
    const int BrokenPipe = 32;
    const int WouldBlock = 11;
    const int WouldBlockOnMac = 35;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes all of it. A reader that is gone has seen what it wanted, as in <c>runner plugins | head -1</c>: that is no error.</summary>
    /// <exception cref="IOException">It cannot be written, such as where there is no room.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var written = WriteOnce(descriptor, ref MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error is WouldBlock or WouldBlockOnMac) Thread.Sleep(1); // somebody made the terminal non-blocking
            else if (error == BrokenPipe) return;
            else if (error != Interrupted) throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteOnce(int descriptor, ref byte buffer, nint count);
}
