using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Runner.Plugins.Scan.Targets;

namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>
/// The 32 bits of a probe that its answer brings back: the ticket, hidden under a pad that depends on a secret, the address and both
/// ports. An answer so finds its probe without a search, and one that nobody was asked for finds none: what comes out under its pad
/// is another ticket, whose address and port are not the answer's.
/// </summary>
sealed class Cookies
{
    readonly ulong key0, key1, padKey;

    // By ticket: 56 bits of the address's and port's hash, and the last attempt. Nothing was sent where it is 0.
    ulong[] sent = new ulong[1024];

    public Cookies()
    {
        Span<ulong> keys = stackalloc ulong[3];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(keys));
        (key0, key1, padKey) = (keys[0], keys[1], keys[2]);
    }

    /// <summary>The cookie of a probe, which is noted as sent.</summary>
    public uint Make(in Probe probe, ushort sourcePort)
    {
        var hash = Hash(probe.Address, probe.Port);
        var ticket = probe.Ticket;
        if (ticket >= sent.Length) Array.Resize(ref sent, Math.Max(ticket + 1, (int)Math.Min(Array.MaxLength, 2L * sent.Length)));
        sent[ticket] = (hash & ~0xFFul) | probe.Attempt;
        return (uint)ticket ^ Pad(hash, sourcePort);
    }

    /// <summary>Whose cookie came back, and the attempt that was the last to be sent; false when it is nobody's.</summary>
    public bool TryFind(uint cookie, in ScanAddress address, ushort port, ushort sourcePort, out int ticket, out byte lastAttempt)
    {
        var hash = Hash(address, port);
        var found = cookie ^ Pad(hash, sourcePort);
        (ticket, lastAttempt) = ((int)found, 0);
        if (found >= sent.Length) return false;
        var mark = sent[found];
        lastAttempt = (byte)mark;
        return (mark ^ hash) >> 8 == 0;
    }

    /// <summary>MurmurHash3's finalizer: the hash is secret already, and of one port nothing is to be read from another's.</summary>
    uint Pad(ulong hash, ushort sourcePort)
    {
        var mixed = hash ^ (padKey + (sourcePort * 0x9E3779B97F4A7C15));
        mixed = (mixed ^ (mixed >> 33)) * 0xFF51AFD7ED558CCD;
        mixed = (mixed ^ (mixed >> 33)) * 0xC4CEB9FE1A85EC53;
        return (uint)(mixed >> 32);
    }

    /// <summary>SipHash-2-4 (Aumasson and Bernstein, 2012) of the address without its scope, and the port.</summary>
    ulong Hash(in ScanAddress address, ushort port)
    {
        var (v0, v1, v2, v3) = (key0 ^ 0x736f6d6570736575, key1 ^ 0x646f72616e646f6d, key0 ^ 0x6c7967656e657261, key1 ^ 0x7465646279746573);
        Add((ulong)(address.Value >> 64));
        Add((ulong)address.Value);
        Add(port | (address.IsV6 ? 1ul << 16 : 0) | (24ul << 56));
        v2 ^= 0xFF;
        for (var i = 0; i < 4; i++) Round();
        return v0 ^ v1 ^ v2 ^ v3;

        void Add(ulong word)
        {
            v3 ^= word;
            Round();
            Round();
            v0 ^= word;
        }

        void Round()
        {
            v0 += v1;
            v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
            v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3;
            v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
            v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
