using System.Text;

namespace Runner.Plugins.Scan.Services;

/// <summary>What services are asked, and what they answer: <c>probes.txt</c>, which says how it is written.</summary>
sealed class ProbeTable
{
    static readonly Lazy<ProbeTable> Shipped = new(() => Parse(ShippedText(), "probes.txt"));

    readonly Dictionary<string, ServiceProbe> byName = new(StringComparer.Ordinal);
    readonly HashSet<int> tlsPorts;
    readonly Dictionary<string, string> secureNames;

    ProbeTable(IReadOnlyList<ServiceProbe> probes, HashSet<int> tlsPorts, Dictionary<string, string> secureNames)
    {
        (Probes, this.tlsPorts, this.secureNames) = (probes, tlsPorts, secureNames);
        foreach (var probe in probes) byName.Add(Key(probe.Protocol, probe.Name), probe);
        Greeting = Find(TransportProtocol.Tcp, ServiceProbe.Greeting) ?? new(ServiceProbe.Greeting, TransportProtocol.Tcp) { Rarity = 1 };
    }

    /// <summary>The table that comes with Runner; read when first needed.</summary>
    internal static ProbeTable Default => Shipped.Value;

    /// <summary>All probes, those asked everywhere first.</summary>
    internal IReadOnlyList<ServiceProbe> Probes { get; }

    /// <summary>The one that only listens.</summary>
    internal ServiceProbe Greeting { get; }

    /// <summary>Reads a table.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="before">A table whose probes come after those of the text; null for none.</param>
    /// <param name="checks">Whether all expressions are made at once, so that mistakes in them are told now; those that are shipped are made when needed.</param>
    /// <exception cref="FormatException">A line is wrong; the message tells which, and what would be right.</exception>
    internal static ProbeTable Parse(string text, string source, ProbeTable? before = null, bool checks = false)
    {
        var parser = new ProbeTableParser(source, before, checks);
        parser.Read(text);
        return new([.. parser.Probes.OrderBy(probe => probe.Rarity)], parser.TlsPorts, parser.SecureNames);
    }

    /// <summary>A probe by its name; null when there is none.</summary>
    internal ServiceProbe? Find(TransportProtocol protocol, string name) => byName.GetValueOrDefault(Key(protocol, name));

    /// <summary>The probes for a port: those that are usual there first, then the others by how common what they look for is.</summary>
    internal IEnumerable<ServiceProbe> For(TransportProtocol protocol, int port, int maxRarity)
    {
        foreach (var probe in Probes)
        {
            if (probe.Protocol == protocol && probe.IsUsualOn(port)) yield return probe;
        }
        foreach (var probe in Probes)
        {
            if (probe.Protocol == protocol && !probe.IsUsualOn(port) && probe.Rarity <= maxRarity) yield return probe;
        }
    }

    /// <summary>Whether TLS usually begins with the connection on a port.</summary>
    internal bool IsUsuallyTls(int port) => tlsPorts.Contains(port);

    /// <summary>Gives what is said of ports and names inside of TLS to a table that comes before this one.</summary>
    internal void CopyTo(HashSet<int> ports, Dictionary<string, string> names)
    {
        ports.UnionWith(tlsPorts);
        foreach (var (name, secure) in secureNames) names.TryAdd(name, secure);
    }

    /// <summary>What a protocol is called inside of TLS: <c>https</c> for <c>http</c>.</summary>
    internal string SecureName(string service) => secureNames.GetValueOrDefault(service, service);

    /// <summary>What an answer to a probe says: by the probe's own patterns, then by those of greetings, since a server may greet late.</summary>
    internal ServiceMatch? Match(ServiceProbe probe, string answer)
    {
        if (First(probe.Patterns, answer) is { } own) return own;
        return probe.Protocol == TransportProtocol.Tcp && probe != Greeting ? First(Greeting.Patterns, answer) : null;
    }

    /// <summary>What an answer to a probe says by the probe's own patterns.</summary>
    internal static ServiceMatch? MatchOwn(ServiceProbe probe, string answer) => First(probe.Patterns, answer);

    static ServiceMatch? First(IReadOnlyList<ServicePattern> patterns, string answer)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.Match(answer) is { } match) return match;
        }
        return null;
    }

    static string Key(TransportProtocol protocol, string name) => (protocol == TransportProtocol.Udp ? "udp " : "tcp ") + name;

    static string ShippedText()
    {
        using var stream = typeof(ProbeTable).Assembly.GetManifestResourceStream("probes.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
