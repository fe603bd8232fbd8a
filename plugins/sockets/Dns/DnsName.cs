using System.Globalization;
using System.Net;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Sockets;

/// <summary>Names as text and as labels (RFC 1035, sections 2.3 and 3.1; escapes as in section 5.1).</summary>
static class DnsName
{
    const int LongestLabel = 63;
    const int LongestName = 255;

    /// <summary>The labels of a name, with their lengths. A dot at the end is left out, a backslash takes the next character as it is.</summary>
    /// <exception cref="ActionInputException">It is no name.</exception>
    internal static byte[] Encode(string name)
    {
        var wire = new List<byte>(name.Length + 2);
        var text = name.Trim();
        if (text != ".")
        {
            foreach (var label in Labels(text.EndsWith('.') && !text.EndsWith("\\.", StringComparison.Ordinal) ? text[..^1] : text))
            {
                var bytes = Bytes(label, name);
                if (bytes.Length == 0) throw Wrong(name, "it has an empty part between dots");
                if (bytes.Length > LongestLabel) throw Wrong(name, $"its part {label[..Math.Min(label.Length, 20)]}... has {bytes.Length} bytes, and at most {LongestLabel} can be");
                wire.Add((byte)bytes.Length);
                wire.AddRange(bytes);
            }
        }
        wire.Add(0);
        if (wire.Count > LongestName) throw Wrong(name, $"it has {wire.Count} bytes, and at most {LongestName} can be");
        return [.. wire];
    }

    /// <summary>The name below which an address is looked up (RFC 1035, section 3.5; RFC 3596, section 2.5).</summary>
    internal static string Reverse(IPAddress address)
    {
        var bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        var name = new StringBuilder();
        for (var i = bytes.Length - 1; i >= 0; i--)
        {
            if (bytes.Length == 4) name.Append(CultureInfo.InvariantCulture, $"{bytes[i]}.");
            else name.Append(CultureInfo.InvariantCulture, $"{bytes[i] & 15:x}.{bytes[i] >> 4:x}.");
        }
        return name.Append(bytes.Length == 4 ? "in-addr.arpa" : "ip6.arpa").ToString();
    }

    /// <summary>
    /// Reads a name of a message. A pointer must point before the name that it is part of, each further back than the one
    /// before: so there are no loops.
    /// </summary>
    /// <exception cref="DnsFormatException">It is malformed.</exception>
    internal static string Read(ReadOnlySpan<byte> message, ref int at)
    {
        var text = new StringBuilder();
        var length = 1;
        var position = at;
        var earliest = at;
        var jumped = false;
        while (true)
        {
            if (position >= message.Length) throw new DnsFormatException("its answer ends in the middle of a name");
            var head = message[position];
            if (head >= 0xC0)
            {
                if (position + 1 >= message.Length) throw new DnsFormatException("its answer ends in the middle of a name");
                var target = ((head & 0x3F) << 8) | message[position + 1];
                if (!jumped) at = position + 2;
                jumped = true;
                if (target >= earliest) throw new DnsFormatException("a name in its answer points forward, or at itself");
                position = earliest = target;
                continue;
            }
            if (head > LongestLabel) throw new DnsFormatException("a name in its answer has a label of unknown kind");
            position++;
            if (head == 0) break;
            if (position + head > message.Length) throw new DnsFormatException("its answer ends in the middle of a name");
            length += head + 1;
            if (length > LongestName) throw new DnsFormatException($"a name in its answer is longer than {LongestName} bytes");
            if (text.Length > 0) text.Append('.');
            Append(text, message.Slice(position, head));
            position += head;
        }
        if (!jumped) at = position;
        return text.Length == 0 ? "." : text.ToString();
    }

    static void Append(StringBuilder text, ReadOnlySpan<byte> label)
    {
        foreach (var letter in label)
        {
            if (letter is (byte)'.' or (byte)'\\') text.Append('\\').Append((char)letter);
            else if (letter is > 0x20 and < 0x7F) text.Append((char)letter);
            else text.Append(CultureInfo.InvariantCulture, $"\\{letter:000}");
        }
    }

    /// <summary>The labels as text with their escapes still in them.</summary>
    static List<string> Labels(string name)
    {
        var labels = new List<string>();
        var start = 0;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '\\') i++;
            else if (name[i] == '.')
            {
                labels.Add(name[start..i]);
                start = i + 1;
            }
        }
        labels.Add(name[start..]);
        return labels;
    }

    static byte[] Bytes(string label, string name)
    {
        if (!label.Contains('\\', StringComparison.Ordinal)) return Encoding.ASCII.GetBytes(Ascii(label, name));
        var bytes = new List<byte>(label.Length);
        for (var i = 0; i < label.Length; i++)
        {
            if (label[i] != '\\')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(label, i, 1));
            }
            else if (i + 3 < label.Length && byte.TryParse(label.AsSpan(i + 1, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code))
            {
                bytes.Add(code);
                i += 3;
            }
            else if (++i < label.Length) bytes.AddRange(Encoding.UTF8.GetBytes(label, i, 1));
            else throw Wrong(name, "it ends with a backslash");
        }
        return [.. bytes];
    }

    /// <summary>A label with letters beyond ASCII as the DNS has it: <c>xn--...</c> (RFC 5891).</summary>
    static string Ascii(string label, string name)
    {
        if (System.Text.Ascii.IsValid(label))
        {
            foreach (var letter in label)
                if (letter is <= ' ' or '\x7F') throw Wrong(name, "it has a space or a control character");
            return label;
        }
        try
        {
            return new IdnMapping().GetAscii(label);
        }
        catch (ArgumentException)
        {
            throw Wrong(name, $"its part {label} has characters that names cannot have");
        }
    }

    static ActionInputException Wrong(string name, string why) =>
        new("name", $"`name` is \"{(name.Length > 80 ? name[..80] + "..." : name)}\", which is no name: {why}. Give one such as example.com.");
}
