using System.Buffers.Text;
using System.Text;

namespace Runner.Plugins.Scan.Ports;

/// <summary>The ports that <c>ports.txt</c> knows. It is read when somebody first asks by a name or a rank, and not for numbers.</summary>
sealed unsafe class PortTable
{
    static readonly Lazy<PortTable> Read = new(static () => new());

    readonly byte* text;

    // By protocol and port: where the names stand. Texts are made of those that are asked for only.
    readonly Dictionary<int, (int Start, int Length)> names = new(12_000);
    readonly List<ushort>[] ranked = [new(2_000), new(600)];

    PortTable()
    {
        var resource = typeof(PortTable).Assembly.GetManifestResourceStream("ports.txt") as UnmanagedMemoryStream
            ?? throw new InvalidOperationException("The plugin was built without ports.txt.");
        text = resource.PositionPointer;
        var all = new ReadOnlySpan<byte>(text, (int)resource.Length);
        for (var start = 0; start < all.Length;)
        {
            var length = all[start..].IndexOf((byte)'\n');
            if (length < 0) length = all.Length - start;
            ReadLine(all.Slice(start, length), start);
            start += length + 1;
        }
    }

    /// <summary>The table.</summary>
    public static PortTable Shared => Read.Value;

    /// <summary>The ports of a protocol, those that are open most often first.</summary>
    public IReadOnlyList<ushort> Ranked(TransportProtocol protocol) => ranked[(int)protocol];

    /// <summary>What usually listens on a port; null when nobody knows.</summary>
    public string? NameOf(TransportProtocol protocol, int port)
    {
        if (!names.TryGetValue(Key(protocol, port), out var found)) return null;
        var all = new ReadOnlySpan<byte>(text + found.Start, found.Length);
        var comma = all.IndexOf((byte)',');
        return Encoding.ASCII.GetString(comma < 0 ? all : all[..comma]);
    }

    /// <summary>All names, with the ports that have them.</summary>
    public IEnumerable<(string Name, TransportProtocol Protocol, ushort Port)> Names()
    {
        foreach (var (key, (start, length)) in names)
        {
            foreach (var name in Text(start, length).Split(','))
                yield return (name, (TransportProtocol)(key >> 16), (ushort)key);
        }
    }

    static int Key(TransportProtocol protocol, int port) => ((int)protocol << 16) | port;

    string Text(int start, int length) => Encoding.ASCII.GetString(text + start, length);

    /// <summary><c>443 tcp https 2</c></summary>
    void ReadLine(ReadOnlySpan<byte> line, int start)
    {
        if (line.IsEmpty || line[0] == '#' || !Utf8Parser.TryParse(line, out ushort port, out var length)) return;
        var protocol = length + 1;
        var name = protocol + line[protocol..].IndexOf((byte)' ') + 1;
        var rank = name + line[name..].IndexOf((byte)' ') + 1;
        var kind = line[protocol];
        foreach (var one in (ReadOnlySpan<TransportProtocol>)[TransportProtocol.Tcp, TransportProtocol.Udp])
        {
            if (kind != 'b' && kind != (one == TransportProtocol.Tcp ? 't' : 'u')) continue;
            if (line[name] != '-') names[Key(one, port)] = (start + name, rank - 1 - name);
            if (line[rank] != '-') ranked[(int)one].Add(port);
        }
    }
}
