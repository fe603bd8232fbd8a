using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>The messages of NTP (RFC 5905, section 7.3).</summary>
static class NtpPacket
{
    internal const int Length = 48;
    const int ClientMode = 3, ServerMode = 4, SpokenVersion = 4;
    const int ReferenceAt = 16, OriginAt = 24, ReceiveAt = 32, TransmitAt = 40;
    static readonly DateTimeOffset Epoch = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// A question. Its timestamp is a random number: the server only repeats it, so it tells nobody this machine's time and who
    /// does not see it cannot forge an answer.
    /// </summary>
    internal static byte[] Question()
    {
        var packet = new byte[Length];
        packet[0] = (SpokenVersion << 3) | ClientMode;
        RandomNumberGenerator.Fill(packet.AsSpan(TransmitAt));
        return packet;
    }

    /// <summary>Why bytes are no answer to the question, as the end of a sentence about the server; null when they are.</summary>
    internal static string? Misfit(ReadOnlySpan<byte> answer, ReadOnlySpan<byte> question)
    {
        if (answer.Length < Length) return $"it sent {Words.Count(answer.Length, "byte")}, and an answer has {Length}";
        var (mode, version) = (answer[0] & 7, (answer[0] >> 3) & 7);
        if (mode != ServerMode) return $"what it sent is of mode {mode}, and an answer is of mode {ServerMode}";
        if (version is < 1 or > SpokenVersion) return $"its answer is of version {version}, and version {SpokenVersion} was asked for";
        if (!answer.Slice(OriginAt, 8).SequenceEqual(question.Slice(TransmitAt, 8))) return "its answer is not to the question that was asked";
        if (Kiss(answer) is null && answer.Slice(TransmitAt, 8).IndexOfAnyExcept((byte)0) < 0) return "its answer does not tell the time";
        return null;
    }

    /// <summary>The word of a server that does not want to answer (a kiss code, section 7.4), such as <c>RATE</c>; null when it answers.</summary>
    internal static string? Kiss(ReadOnlySpan<byte> answer) => answer[1] == 0 && Letters(answer[12..16]) is { Length: > 0 } word ? word : null;

    /// <summary>How long the server wants to be left alone between two questions, when it says so sensibly.</summary>
    internal static TimeSpan? Poll(ReadOnlySpan<byte> answer) => (sbyte)answer[2] is >= 0 and <= 17 and var exponent ? TimeSpan.FromSeconds(1L << exponent) : null;

    /// <summary>Reads an answer that fits.</summary>
    /// <param name="answer">The bytes.</param>
    /// <param name="server">Who sent it.</param>
    /// <param name="sent">When the question was sent, by this machine's clock.</param>
    /// <param name="roundTrip">How long the answer took.</param>
    internal static NtpAnswer Read(ReadOnlySpan<byte> answer, string server, DateTimeOffset sent, TimeSpan roundTrip)
    {
        // On the wire 0 stands for 16, a server that does not know the time.
        var (leap, stratum) = ((NtpLeap)(answer[0] >> 6), answer[1] == 0 ? 16 : answer[1]);
        var received = Time(answer[ReceiveAt..], sent);
        var transmitted = Time(answer[TransmitAt..], sent);
        var reference = answer.Slice(ReferenceAt, 8);
        return new()
        {
            Server = server,
            Offset = ((received - sent) + (transmitted - (sent + roundTrip))) / 2,
            Delay = roundTrip - (transmitted - received),
            Time = transmitted,
            Synchronized = leap != NtpLeap.Unknown && stratum is > 0 and < 16,
            Stratum = stratum,
            ReferenceId = stratum <= 1 ? Letters(answer[12..16]) : new IPAddress(answer[12..16]).ToString(),
            ReferenceTime = reference.IndexOfAnyExcept((byte)0) < 0 ? null : Time(reference, sent),
            Leap = leap,
            Version = (answer[0] >> 3) & 7,
            RootDelay = Short(answer[4..]),
            RootDispersion = Short(answer[8..]),
            Precision = TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp((int)(sbyte)answer[3], -30, 16))),
        };
    }

    /// <summary>A timestamp: seconds and their 2^32nd parts since 1900. They begin anew every 136 years; the nearest to now is meant.</summary>
    static DateTimeOffset Time(ReadOnlySpan<byte> at, DateTimeOffset now)
    {
        const double era = 4294967296.0;
        var seconds = BinaryPrimitives.ReadUInt32BigEndian(at);
        var fraction = BinaryPrimitives.ReadUInt32BigEndian(at[4..]);
        var eras = Math.Round(((now - Epoch).TotalSeconds - seconds) / era);
        var ticks = (long)(((ulong)fraction * TimeSpan.TicksPerSecond) >> 32);
        return Epoch.AddSeconds(eras * era).AddTicks((seconds * TimeSpan.TicksPerSecond) + ticks);
    }

    /// <summary>Seconds in 16 bits, and their 2^16th parts.</summary>
    static TimeSpan Short(ReadOnlySpan<byte> at) => TimeSpan.FromTicks((long)(BinaryPrimitives.ReadUInt32BigEndian(at) * (double)TimeSpan.TicksPerSecond / 65536));

    static string Letters(ReadOnlySpan<byte> id)
    {
        var text = new StringBuilder(4);
        foreach (var letter in id)
            if (letter is > 0x20 and < 0x7F) text.Append((char)letter);
        return text.ToString();
    }
}
