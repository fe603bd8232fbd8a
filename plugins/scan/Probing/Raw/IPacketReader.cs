namespace Runner.Plugins.Scan.Probing.Raw;

/// <summary>Makes answers of packets.</summary>
interface IPacketReader
{
    /// <summary>Reads one. Whatever it holds, it is read or left alone: anybody may send anything.</summary>
    void Read(in ReceivedPacket packet, AnswerQueue answers);
}

/// <summary>A packet as a socket gave it.</summary>
/// <param name="data">Its bytes, perhaps cut; of a raw IPv4 socket with the IP header.</param>
/// <param name="name">Who sent it, as the system writes it.</param>
/// <param name="hops">The hop limit that was left; 0 where the socket does not tell.</param>
/// <param name="at">When it was read, in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</param>
readonly ref struct ReceivedPacket(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name, byte hops, long at)
{
    public ReadOnlySpan<byte> Data { get; } = data;

    public ReadOnlySpan<byte> Name { get; } = name;

    public byte Hops { get; } = hops;

    public long At { get; } = at;
}
