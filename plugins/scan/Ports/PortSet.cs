using System.Numerics;

namespace Runner.Plugins.Scan.Ports;

/// <summary>Ports, as a bit each.</summary>
sealed class PortSet
{
    readonly ulong[] bits = new ulong[65536 / 64];

    /// <summary>Puts ports in or takes them out.</summary>
    /// <param name="first">The first.</param>
    /// <param name="last">The last, at least <paramref name="first"/>.</param>
    /// <param name="isIn">Whether they are in from now on.</param>
    public void Set(int first, int last, bool isIn)
    {
        for (var port = first; port <= last; port++)
        {
            if (isIn) bits[port >> 6] |= 1UL << (port & 63);
            else bits[port >> 6] &= ~(1UL << (port & 63));
        }
    }

    /// <summary>The ports, in the order of their numbers.</summary>
    public ushort[] ToArray()
    {
        var all = new ushort[bits.Sum(BitOperations.PopCount)];
        var count = 0;
        for (var i = 0; i < bits.Length; i++)
        {
            for (var left = bits[i]; left != 0; left &= left - 1) all[count++] = (ushort)((i << 6) | BitOperations.TrailingZeroCount(left));
        }
        return all;
    }
}
