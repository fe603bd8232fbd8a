using System.Runtime.CompilerServices;

namespace Runner.Plugins.Scan.Probing.Udp;

/// <summary>A datagram, in memory that does not move: the kernel reads it from where it is.</summary>
sealed unsafe class UdpPayload
{
    readonly byte[] pinned;

    /// <param name="name">Its protocol.</param>
    /// <param name="bytes">What it says.</param>
    public UdpPayload(string name, ReadOnlySpan<byte> bytes)
    {
        Name = name;
        pinned = GC.AllocateUninitializedArray<byte>(Math.Max(1, bytes.Length), pinned: true);
        bytes.CopyTo(pinned);
        Length = bytes.Length;
    }

    public string Name { get; }

    /// <summary>Where its bytes are.</summary>
    public byte* Data => (byte*)Unsafe.AsPointer(ref pinned[0]);

    /// <summary>How many they are.</summary>
    public int Length { get; }

    /// <summary>Its bytes.</summary>
    public ReadOnlySpan<byte> Bytes => pinned.AsSpan(0, Length);
}
