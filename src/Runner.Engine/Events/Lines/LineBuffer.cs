using System.Buffers;

namespace Runner.Engine.Events.Lines;

/// <summary>
/// The bytes of one line. It is what <see cref="ArrayBufferWriter{T}"/> is, but compiled ahead of time: of that there is
/// no form for bytes in the framework, and a start would wait for the compiler.
/// </summary>
sealed class LineBuffer : IBufferWriter<byte>
{
    // A response of many megabytes should not keep its buffer for the rest of the run.
    const int MaxKept = 1024 * 1024;
    const int Initial = 2048;

    byte[] bytes = new byte[Initial];
    int count;

    internal ReadOnlySpan<byte> Written => bytes.AsSpan(0, count);

    public void Advance(int length) => count += length;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsMemory(count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return bytes.AsSpan(count);
    }

    internal void EndLine()
    {
        Reserve(1);
        bytes[count++] = (byte)'\n';
    }

    internal void Clear()
    {
        count = 0;
        if (bytes.Length > MaxKept) bytes = new byte[Initial];
    }

    void Reserve(int sizeHint)
    {
        var needed = checked(count + Math.Max(1, sizeHint));
        if (needed > bytes.Length) Array.Resize(ref bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, bytes.Length * 2L)));
    }
}
