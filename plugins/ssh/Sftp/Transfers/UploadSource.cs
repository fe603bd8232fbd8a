using Microsoft.Win32.SafeHandles;

namespace Runner.Plugins.Ssh.Sftp.Transfers;

/// <summary>What is uploaded.</summary>
abstract class UploadSource : IDisposable
{
    /// <summary>How long it is; null when that shows at its end.</summary>
    internal abstract long? Size { get; }

    internal virtual DateTimeOffset? Modified => null;

    /// <summary>Its permissions; null for what has none.</summary>
    internal virtual UnixFileMode? Mode => null;

    /// <summary>Whether it can be read from any place, more than once.</summary>
    internal virtual bool CanRestart => true;

    /// <summary>Fills a buffer from one place on; less only at the end.</summary>
    internal abstract ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel);

    public abstract void Dispose();

    /// <summary>A local file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    internal sealed class OfFile : UploadSource
    {
        readonly SafeFileHandle file;

        internal OfFile(string path)
        {
            file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            Size = RandomAccess.GetLength(file);
            Modified = File.GetLastWriteTimeUtc(file);
            Mode = OperatingSystem.IsWindows() ? null : File.GetUnixFileMode(file);
        }

        internal override long? Size { get; }

        internal override DateTimeOffset? Modified { get; }

        internal override UnixFileMode? Mode { get; }

        // Reading a file is never asynchronous on Unix: another thread would wait in place of this one.
        internal override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel)
        {
            cancel.ThrowIfCancellationRequested();
            return new(Read(buffer.Span, offset));
        }

        internal int Read(Span<byte> buffer, long offset)
        {
            var got = 0;
            while (got < buffer.Length)
            {
                var count = RandomAccess.Read(file, buffer[got..], offset + got);
                if (count == 0) break;
                got += count;
            }
            return got;
        }

        public override void Dispose() => file.Dispose();
    }

    /// <summary>A text or other bytes in memory.</summary>
    internal sealed class OfBytes(ReadOnlyMemory<byte> bytes) : UploadSource
    {
        internal override long? Size => bytes.Length;

        internal override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel)
        {
            var rest = bytes[(int)Math.Min(offset, bytes.Length)..];
            var count = Math.Min(buffer.Length, rest.Length);
            rest[..count].CopyTo(buffer);
            return new(count);
        }

        public override void Dispose()
        {
        }
    }

    /// <summary>A stream, read once to its end. It stays open.</summary>
    internal sealed class OfStream(Stream stream) : UploadSource
    {
        internal override long? Size => null;

        internal override bool CanRestart => false;

        internal override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel) =>
            stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);

        public override void Dispose()
        {
        }
    }
}
