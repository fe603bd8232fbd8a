using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>A server's answer to one question.</summary>
sealed class DnsResponse
{
    const int AnswerFlag = 0x8000, OperationMask = 0x7800, AuthoritativeFlag = 0x0400, TruncatedFlag = 0x0200, RecursionFlag = 0x0080, AuthenticFlag = 0x0020;

    internal required int Code { get; init; }

    internal required bool Authoritative { get; init; }

    internal required bool Truncated { get; init; }

    internal required bool RecursionAvailable { get; init; }

    internal required bool AuthenticData { get; init; }

    internal required IReadOnlyList<DnsRecord> Records { get; init; }

    internal required IReadOnlyList<DnsRecord> Authority { get; init; }

    /// <summary>Reads an answer, and checks that it is one to the question.</summary>
    /// <param name="message">The bytes; the name in them is given back the capitals that it had.</param>
    /// <param name="question">What was asked.</param>
    /// <exception cref="DnsFormatException">It is malformed, or answers something else.</exception>
    internal static DnsResponse Read(Span<byte> message, DnsQuestion question)
    {
        var reader = new DnsReader(message);
        if (message.Length < DnsQuestion.HeaderLength) throw new DnsFormatException($"it sent {Words.Count(message.Length, "byte")}, too few for an answer");
        if (reader.Short() != question.Id) throw new DnsFormatException("its answer has not the number of the question");
        int flags = reader.Short();
        if ((flags & AnswerFlag) == 0) throw new DnsFormatException("it sent a question back");
        if ((flags & OperationMask) != 0) throw new DnsFormatException("its answer is to another kind of message");
        int questions = reader.Short(), answers = reader.Short(), authorities = reader.Short(), additional = reader.Short();
        var code = flags & 0xF;
        // Who could not read the question cannot repeat it.
        if (questions == 0 && code is (DnsRcodes.FormatError or DnsRcodes.NotImplemented)) return Empty(flags, code);
        if (questions != 1) throw new DnsFormatException($"its answer repeats {Words.Count(questions, "question")}, and one was asked");
        CheckQuestion(message, question);

        reader = new DnsReader(message, DnsQuestion.HeaderLength + question.Name.Length + 4);
        var extended = 0;
        var records = new List<DnsRecord>();
        var authority = new List<DnsRecord>();
        try
        {
            ReadRecords(ref reader, message, answers, records, ref extended);
            ReadRecords(ref reader, message, authorities, authority, ref extended);
            ReadRecords(ref reader, message, additional, [], ref extended);
        }
        catch (DnsFormatException) when ((flags & TruncatedFlag) != 0)
        {
            // Some cut the message where it is full; what came before is whole, and the flag tells that more is missing.
        }
        return Of(flags, code | (extended << 4), records, authority);
    }

    static void ReadRecords(ref DnsReader reader, ReadOnlySpan<byte> message, int count, List<DnsRecord> records, ref int extendedRcode)
    {
        for (; count > 0; count--)
            if (DnsRecordReader.Read(ref reader, message, ref extendedRcode) is { } record) records.Add(record);
    }

    static void CheckQuestion(Span<byte> message, DnsQuestion question)
    {
        var reader = new DnsReader(message, DnsQuestion.HeaderLength);
        var repeated = reader.Bytes(question.Name.Length);
        if (!repeated.SequenceEqual(question.Capitals))
        {
            throw SameLetters(repeated, question.Name)
                ? new DnsFormatException("its answer does not repeat the capitals of the name") { OnlyCapitals = true }
                : new DnsFormatException("its answer is to a question about another name");
        }
        if (reader.Short() != (ushort)question.Type || reader.Short() != 1) throw new DnsFormatException("its answer is to a question about another type");
        // Names in the records point here: so they read as the user wrote them.
        question.Name.CopyTo(message[DnsQuestion.HeaderLength..]);
    }

    static bool SameLetters(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (var i = 0; i < left.Length; i++)
            if (left[i] != right[i] && (!char.IsAsciiLetter((char)left[i]) || (left[i] | 0x20) != (right[i] | 0x20))) return false;
        return true;
    }

    static DnsResponse Empty(int flags, int code) => Of(flags, code, [], []);

    static DnsResponse Of(int flags, int code, IReadOnlyList<DnsRecord> records, IReadOnlyList<DnsRecord> authority) => new()
    {
        Code = code,
        Authoritative = (flags & AuthoritativeFlag) != 0,
        Truncated = (flags & TruncatedFlag) != 0,
        RecursionAvailable = (flags & RecursionFlag) != 0,
        AuthenticData = (flags & AuthenticFlag) != 0,
        Records = records,
        Authority = authority,
    };
}
