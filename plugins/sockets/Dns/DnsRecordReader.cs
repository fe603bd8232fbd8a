using System.Globalization;
using System.Net;
using System.Text;

namespace Runner.Plugins.Sockets;

/// <summary>Reads resource records (RFC 1035, section 3.2).</summary>
static class DnsRecordReader
{
    const ushort Internet = 1;
    const ushort Options = 41;

    /// <summary>The next record; null for one that is not data: of another class, or the options of EDNS.</summary>
    /// <param name="reader">Stands at a record, and afterwards behind it.</param>
    /// <param name="message">The whole message, which names point into.</param>
    /// <param name="extendedRcode">The upper bits of the response code, when the record has them (RFC 6891, section 6.1.3).</param>
    internal static DnsRecord? Read(ref DnsReader reader, ReadOnlySpan<byte> message, ref int extendedRcode)
    {
        var name = reader.Name();
        var type = reader.Short();
        var kind = reader.Short();
        var ttl = reader.Word();
        int length = reader.Short();
        var start = reader.At;
        reader.Bytes(length);
        if (type == Options)
        {
            extendedRcode = (int)(ttl >> 24);
            return null;
        }
        if (kind != Internet) return null;

        // The data may not reach beyond its length, but the names in it may point back.
        var data = new DnsReader(message[..(start + length)], start);
        var record = Data(ref data, type, message.Slice(start, length), new DnsRecord
        {
            Name = name,
            Type = Enum.IsDefined((DnsRecordType)type) ? ((DnsRecordType)type).ToString() : "TYPE" + type.ToString(CultureInfo.InvariantCulture),
            Ttl = ttl > int.MaxValue ? 0 : ttl, // RFC 2181, section 8
            Value = "",
        });
        if (data.At != start + length && Enum.IsDefined((DnsRecordType)type))
            throw new DnsFormatException($"a record of type {record.Type} in its answer is longer than what it holds");
        return record;
    }

    static DnsRecord Data(ref DnsReader data, ushort type, ReadOnlySpan<byte> all, DnsRecord record)
    {
        switch ((DnsRecordType)type)
        {
            case DnsRecordType.A: return Address(data.Bytes(4), record);
            case DnsRecordType.AAAA: return Address(data.Bytes(16), record);
            case DnsRecordType.NS or DnsRecordType.CNAME or DnsRecordType.PTR:
                var target = data.Name();
                return record with { Target = target, Value = target };
            case DnsRecordType.MX: return Exchange(data.Short(), data.Name(), record);
            case DnsRecordType.SRV: return Service(data.Short(), data.Short(), data.Short(), data.Name(), record);
            case DnsRecordType.SOA:
                var soa = new DnsSoa(data.Name(), data.Name(), data.Word(), data.Word(), data.Word(), data.Word(), data.Word());
                return record with { Soa = soa, Value = Text($"{soa.Server} {soa.Mailbox} {soa.Serial} {soa.Refresh} {soa.Retry} {soa.Expire} {soa.Minimum}") };
            case DnsRecordType.CAA:
                var caa = new DnsCaa(data.Byte(), Encoding.ASCII.GetString(data.Text()), Encoding.UTF8.GetString(data.Bytes(all.Length - 2 - all[1])));
                return record with { Caa = caa, Value = Text($"{caa.Flags} {caa.Tag} \"{caa.Value}\"") };
            case DnsRecordType.TXT:
                var texts = new List<string>();
                for (var end = data.At + all.Length; data.At < end;) texts.Add(Encoding.UTF8.GetString(data.Text()));
                return record with { Texts = texts, Value = string.Concat(texts) };
            default:
                return record with { Value = Text($"\\# {all.Length} {Convert.ToHexStringLower(all)}").TrimEnd() };
        }
    }

    static DnsRecord Address(ReadOnlySpan<byte> bytes, DnsRecord record)
    {
        var address = new IPAddress(bytes).ToString();
        return record with { Address = address, Value = address };
    }

    static DnsRecord Exchange(int priority, string target, DnsRecord record) =>
        record with { Priority = priority, Target = target, Value = Text($"{priority} {target}") };

    static DnsRecord Service(int priority, int weight, int port, string target, DnsRecord record) =>
        record with { Priority = priority, Weight = weight, Port = port, Target = target, Value = Text($"{priority} {weight} {port} {target}") };

    static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
