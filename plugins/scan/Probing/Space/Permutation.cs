using System.Numerics;

namespace Runner.Plugins.Scan.Probing.Space;

/// <summary>
/// A random order of the numbers below a bound that is computed, not stored: a Feistel network over the next power of two, walked
/// again while it leads out of the bound (cycle walking; Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).
/// </summary>
sealed class Permutation
{
    const int Rounds = 6;

    readonly ulong count;
    readonly int leftBits, rightBits;
    readonly ulong leftMask, rightMask;
    readonly ulong[] keys = new ulong[Rounds];

    /// <param name="count">The bound; at least 1.</param>
    /// <param name="seed">The same one gives the same order.</param>
    public Permutation(long count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        this.count = (ulong)count;
        var bits = Math.Max(2, 64 - BitOperations.LeadingZeroCount(this.count - 1));
        leftBits = bits / 2;
        rightBits = bits - leftBits;
        leftMask = (1UL << leftBits) - 1;
        rightMask = (1UL << rightBits) - 1;
        for (var i = 0; i < Rounds; i++) keys[i] = Mixed(seed + ((ulong)(i + 1) * 0x9E3779B97F4A7C15));
    }

    /// <summary>The number at a place of the order.</summary>
    public long this[long position]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)position, count, nameof(position));
            var number = (ulong)position;
            // The network is one cycle structure over the power of two: walking it from inside the bound always comes back inside.
            do number = Encrypt(number);
            while (number >= count);
            return (long)number;
        }
    }

    ulong Encrypt(ulong number)
    {
        ulong left = number >> rightBits, right = number & rightMask;
        // The halves may differ by a bit, so each round changes one of them in its place, in turn.
        for (var i = 0; i < Rounds; i += 2)
        {
            left ^= Mixed(right + keys[i]) & leftMask;
            right ^= Mixed(left + keys[i + 1]) & rightMask;
        }
        return (left << rightBits) | right;
    }

    /// <summary>The finalizer of SplitMix64: every bit of the input changes half of those of the output.</summary>
    static ulong Mixed(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
