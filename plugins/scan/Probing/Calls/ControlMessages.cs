using System.Runtime.InteropServices;

namespace Runner.Plugins.Scan.Probing.Calls;

/// <summary>What the system tells beside a message (cmsg(3)), one after the other.</summary>
/// <param name="control">All of it.</param>
ref struct ControlMessages(ReadOnlySpan<byte> control)
{
    ReadOnlySpan<byte> left = control;

    /// <summary>What it belongs to, and which it is.</summary>
    public (int Level, int Type) Kind { get; private set; }

    /// <summary>Its value.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Goes on to the next one; false when there is none.</summary>
    public bool Next()
    {
        // struct cmsghdr: its length with the header (size_t), level and type (int); each begins at a multiple of size_t.
        var word = IntPtr.Size;
        var header = word + 8;
        if (left.Length < header) return false;
        var length = (int)Math.Min(MemoryMarshal.Read<nuint>(left), (nuint)left.Length);
        if (length < header) return false;
        Kind = (MemoryMarshal.Read<int>(left[word..]), MemoryMarshal.Read<int>(left[(word + 4)..]));
        Value = left[header..length];
        left = left[Math.Min(left.Length, (length + word - 1) & -word)..];
        return true;
    }
}
