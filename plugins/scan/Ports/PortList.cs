using System.Globalization;
using System.IO.Enumeration;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Ports;

/// <summary>
/// The ports of a scan: numbers (<c>22,80</c>), ranges (<c>1-1024</c>, <c>60000-</c>, <c>-</c> for all), names (<c>http</c>, <c>https*</c>), the
/// most usual ones (<c>top:100</c>), each with <c>!</c> in front to leave it out. <c>udp:</c> and <c>tcp:</c> (nmap's <c>U:</c> and <c>T:</c>) hold for what
/// follows them; <c>53/udp</c> says it of one.
/// </summary>
sealed class PortList
{
    /// <summary>What is scanned when nobody said.</summary>
    public const string Default = "top:1000";

    const string Example = "write 22,80,443, 1-1024, http, top:100, - for all, or udp:53";

    PortList(string written, ushort[] tcp, ushort[] udp) => (Written, Tcp, Udp) = (written, tcp, udp);

    /// <summary>The ports as they were written.</summary>
    public string Written { get; }

    /// <summary>Those of TCP, in the order of their numbers.</summary>
    public IReadOnlyList<ushort> Tcp { get; }

    /// <summary>Those of UDP, in the order of their numbers.</summary>
    public IReadOnlyList<ushort> Udp { get; }

    /// <summary>How many there are.</summary>
    public int Count => Tcp.Count + Udp.Count;

    /// <summary>Reads a text.</summary>
    /// <param name="text">The ports, with commas or blanks between them.</param>
    /// <param name="protocol">Which ports are meant before anything says it.</param>
    /// <param name="input">The input's name, for errors.</param>
    /// <exception cref="ActionInputException">Something is wrong: which part, why, and what would be right.</exception>
    public static PortList Parse(string text, TransportProtocol protocol = TransportProtocol.Tcp, string input = "ports") => new Reader(text, input).Read(protocol);

    readonly ref struct Reader(string text, string input)
    {
        readonly PortSet[] wanted = [new(), new()];
        readonly List<(TransportProtocol Protocol, int First, int Last)> left = [];

        public PortList Read(TransportProtocol protocol)
        {
            var isAny = false;
            foreach (var part in text.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
            {
                var item = part.AsSpan();
                while (Prefix(item, out var length) is { } said)
                {
                    protocol = said;
                    item = item[length..];
                }
                if (item.IsEmpty) continue;
                var isOut = item[0] == '!';
                if (isOut) item = item[1..];
                else isAny = true;
                ReadItem(part, item, protocol, isOut);
            }
            if (!isAny)
            {
                throw new ActionInputException(input, left.Count > 0
                    ? $"`{input}` is {Words.Quote(text)}, which only leaves ports out: say of what, as in -,{text.Trim()} for all others."
                    : $"`{input}` names no port: {Example}.");
            }
            foreach (var (of, first, last) in left) wanted[(int)of].Set(first, last, isIn: false);
            var list = new PortList(text, wanted[0].ToArray(), wanted[1].ToArray());
            return list.Count > 0 ? list : throw new ActionInputException(input, $"`{input}` is {Words.Quote(text)}, and leaves out all that it names.");
        }

        static TransportProtocol? Prefix(ReadOnlySpan<char> item, out int length)
        {
            length = item.IndexOf(':') + 1;
            if (length == 0) return null;
            var prefix = item[..(length - 1)];
            return Is(prefix, "tcp", "t") ? TransportProtocol.Tcp : Is(prefix, "udp", "u") ? TransportProtocol.Udp : null;
        }

        static bool Is(ReadOnlySpan<char> text, string one, string other) =>
            text.Equals(one, StringComparison.OrdinalIgnoreCase) || text.Equals(other, StringComparison.OrdinalIgnoreCase);

        void ReadItem(string part, ReadOnlySpan<char> item, TransportProtocol protocol, bool isOut)
        {
            if (item.LastIndexOf('/') is > 0 and var slash)
            {
                protocol = Prefix($"{item[(slash + 1)..]}:", out _) ?? throw Wrong(part, "after the / belongs tcp or udp, as in 53/udp");
                item = item[..slash];
            }
            if (item.IsEmpty) throw Wrong(part, "a port is missing");
            if (item is "-" || item.Equals("all", StringComparison.OrdinalIgnoreCase)) Add(protocol, 1, 65535, isOut);
            else if (item.StartsWith("top:", StringComparison.OrdinalIgnoreCase)) AddTop(part, item[4..], protocol, isOut);
            else if (item.IndexOfAnyExceptInRange('0', '9') < 0) AddRange(part, item, item, protocol, isOut);
            else if (item.IndexOf('-') is >= 0 and var dash && IsNumber(item[..dash]) && IsNumber(item[(dash + 1)..]))
                AddRange(part, dash == 0 ? "1" : item[..dash], dash == item.Length - 1 ? "65535" : item[(dash + 1)..], protocol, isOut);
            else if (item.Contains(':')) throw Wrong(part, "before a : belongs tcp, udp or top, as in udp:53 or top:100");
            else AddNamed(part, item.ToString(), protocol, isOut);
        }

        static bool IsNumber(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;

        void AddRange(string part, ReadOnlySpan<char> from, ReadOnlySpan<char> to, TransportProtocol protocol, bool isOut)
        {
            var (first, last) = (Number(part, from), Number(part, to));
            if (last < first) throw Wrong(part, $"it ends before it starts: write {last}-{first}");
            Add(protocol, first, last, isOut);
        }

        int Number(string part, ReadOnlySpan<char> text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= 65535
            ? port
            : throw Wrong(part, "ports are 1 to 65535");

        void AddTop(string part, ReadOnlySpan<char> number, TransportProtocol protocol, bool isOut)
        {
            var ranked = PortTable.Shared.Ranked(protocol);
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count == 0) throw Wrong(part, "after top: belongs how many, as in top:100");
            if (count > ranked.Count)
                throw Wrong(part, $"{ranked.Count} ports of {(protocol == TransportProtocol.Tcp ? "TCP" : "UDP")} have a rank: write top:{ranked.Count}, or - for all 65535");
            for (var i = 0; i < count; i++) Add(protocol, ranked[i], ranked[i], isOut);
        }

        void AddNamed(string part, string name, TransportProtocol protocol, bool isOut)
        {
            var (found, elsewhere) = (false, false);
            foreach (var (known, of, port) in PortTable.Shared.Names())
            {
                if (!FileSystemName.MatchesSimpleExpression(name, known)) continue;
                if (of == protocol) Add(protocol, port, port, isOut);
                found |= of == protocol;
                elsewhere |= of != protocol;
            }
            if (found) return;
            var (here, there) = protocol == TransportProtocol.Tcp ? ("TCP", "udp") : ("UDP", "tcp");
            if (elsewhere) throw Wrong(part, $"{here} has no service of this name, {there.ToUpperInvariant()} has: write {there}:{name}");
            throw Wrong(part, Near(name, protocol) is { } near
                ? $"there is no service of this name; did you mean {near}? A port without a name is written as its number"
                : $"there is no service of this name: {Example}");
        }

        /// <summary>A known name that differs by a letter or two.</summary>
        static string? Near(string name, TransportProtocol protocol)
        {
            string? best = null;
            var least = name.Length < 4 ? 2 : 3;
            foreach (var (known, of, _) in PortTable.Shared.Names())
            {
                if (of != protocol || Math.Abs(known.Length - name.Length) >= least) continue;
                var distance = Distance(name, known, least);
                // Of names that are alike the first: the table starts with those that people know.
                if (distance >= least) continue;
                (best, least) = (known, distance);
            }
            return best;
        }

        static int Distance(string a, string b, int limit)
        {
            Span<int> row = stackalloc int[b.Length + 1];
            for (var j = 0; j <= b.Length; j++) row[j] = j;
            for (var i = 1; i <= a.Length; i++)
            {
                var (diagonal, least) = (row[0], row[0] = i);
                for (var j = 1; j <= b.Length; j++)
                {
                    var above = row[j];
                    row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1));
                    diagonal = above;
                    least = Math.Min(least, row[j]);
                }
                if (least >= limit) return limit;
            }
            return row[b.Length];
        }

        void Add(TransportProtocol protocol, int first, int last, bool isOut)
        {
            if (isOut) left.Add((protocol, first, last));
            else wanted[(int)protocol].Set(first, last, isIn: true);
        }

        ActionInputException Wrong(string part, string reason) => new(input, $"`{input}` has {Words.Quote(part)}: {reason}.");
    }
}
