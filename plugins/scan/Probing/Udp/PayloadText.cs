using System.Globalization;
using System.Text;

namespace Runner.Plugins.Scan.Probing.Udp;

/// <summary>Reads datagrams as udp-payloads.txt writes them; what it may say stands at that file's head.</summary>
static class PayloadText
{
    /// <summary>The datagrams of a file, with their names and ports.</summary>
    /// <exception cref="FormatException">The file says what it may not.</exception>
    public static IEnumerable<(string Name, IReadOnlyList<ushort> Ports, byte[] Data)> Read(TextReader file)
    {
        string? name = null;
        IReadOnlyList<ushort> ports = [];
        var text = new StringBuilder();
        while (file.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == ' ')
            {
                text.Append(line).Append('\n');
                continue;
            }
            if (name is not null) yield return (name, ports, Bytes(text.ToString()));
            text.Clear();
            var head = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            (name, ports) = head.Length == 2 ? (head[0], Ports(head[1])) : throw new FormatException($"'{line}' is not a name and its ports");
        }
        if (name is not null) yield return (name, ports, Bytes(text.ToString()));
    }

    /// <summary>The bytes that a text stands for.</summary>
    /// <exception cref="FormatException">It stands for none.</exception>
    public static byte[] Bytes(string text)
    {
        var at = 0;
        var bytes = Sequence(text, ref at);
        return at == text.Length ? [.. bytes] : throw new FormatException($"'}}' without '{{' at {at}: {text}");
    }

    static ushort[] Ports(string text) => [.. text.Split(',').SelectMany(part =>
    {
        var ends = part.Split('-');
        var (first, last) = (ushort.Parse(ends[0], CultureInfo.InvariantCulture), ushort.Parse(ends[^1], CultureInfo.InvariantCulture));
        return Enumerable.Range(first, last - first + 1).Select(port => (ushort)port);
    })];

    static List<byte> Sequence(string text, ref int at)
    {
        var bytes = new List<byte>();
        while (at < text.Length && text[at] != '}')
        {
            var c = text[at];
            if (char.IsWhiteSpace(c)) at++;
            else if (c == ';') at = EndOf(text, at, '\n');
            else if (c == '"')
            {
                var end = EndOf(text, at + 1, '"');
                bytes.AddRange(Encoding.ASCII.GetBytes(text[(at + 1)..end]));
                at = end + 1;
            }
            else if (c == '#')
            {
                var size = text[at + 1] - '0';
                at += 2;
                var inside = Braces(text, ref at);
                for (var n = size - 1; n >= 0; n--) bytes.Add((byte)(inside.Count >> (8 * n)));
                bytes.AddRange(inside);
            }
            else HexRun(text, ref at, bytes);
        }
        return bytes;
    }

    /// <summary>Hexadecimal digits, and what follows right after: a repetition, or braces that the last byte is the tag of.</summary>
    static void HexRun(string text, ref int at, List<byte> bytes)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiHexDigit(text[at])) at++;
        if (at == start || (at - start) % 2 != 0) throw new FormatException($"no bytes at {start}: {text[start..Math.Min(text.Length, start + 20)]}");
        bytes.AddRange(Convert.FromHexString(text.AsSpan(start, at - start)));
        if (at < text.Length && text[at] == '*')
        {
            var digits = ++at;
            while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
            var count = int.Parse(text.AsSpan(digits, at - digits), CultureInfo.InvariantCulture);
            bytes.AddRange(Enumerable.Repeat(bytes[^1], count - 1));
        }
        else if (at < text.Length && text[at] == '{')
        {
            var inside = Braces(text, ref at);
            if (inside.Count > 0xFF) throw new FormatException("longer than 255 bytes in ASN.1");
            if (inside.Count > 0x7F) bytes.Add(0x81);
            bytes.Add((byte)inside.Count);
            bytes.AddRange(inside);
        }
    }

    static List<byte> Braces(string text, ref int at)
    {
        if (at >= text.Length || text[at] != '{') throw new FormatException($"'{{' is missing at {at}: {text}");
        at++;
        var inside = Sequence(text, ref at);
        if (at >= text.Length) throw new FormatException($"'}}' is missing: {text}");
        at++;
        return inside;
    }

    static int EndOf(string text, int from, char end)
    {
        var found = text.IndexOf(end, from);
        return found >= 0 ? found : end == '\n' ? text.Length : throw new FormatException($"{end} is missing: {text}");
    }
}
