using System.Text;

namespace Runner.Plugins.Scan.Services;

/// <summary>Reads the lines of a table into probes.</summary>
sealed class ProbeTableParser
{
    readonly string source;
    readonly HashSet<string> names = new(StringComparer.Ordinal);
    readonly List<(ServiceProbe Probe, ProbeLine Line, string Then)> references = [];
    readonly ProbeTable? before;
    readonly bool checks;
    PartialProbe? partial;

    internal ProbeTableParser(string source, ProbeTable? before, bool checks) => (this.source, this.before, this.checks) = (source, before, checks);

    internal List<ServiceProbe> Probes { get; } = [];

    internal HashSet<int> TlsPorts { get; } = [];

    internal Dictionary<string, string> SecureNames { get; } = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">A line is wrong.</exception>
    internal void Read(string text)
    {
        var number = 0;
        foreach (var raw in text.AsSpan().EnumerateLines())
        {
            number++;
            var line = new ProbeLine(raw.ToString(), number, source);
            if (line.IsOver) continue;
            ReadLine(line);
            if (!line.IsOver) throw line.Error("there is more on the line than belongs there");
        }
        Close();
        Inherit();
        foreach (var (probe, line, then) in references)
        {
            if (!Probes.Exists(other => other.Protocol == probe.Protocol && other.Name == then)) throw line.Error($"there is no probe `{then}` to go on with");
        }
    }

    void ReadLine(ProbeLine line)
    {
        var keyword = line.Word("a keyword");
        switch (keyword)
        {
            case "tls":
                foreach (var span in line.Ports())
                {
                    for (var port = span.First; port <= span.Last; port++) TlsPorts.Add(port);
                }
                return;
            case "secure":
                SecureNames[line.Word("the name of a protocol")] = line.Word("its name inside of TLS");
                return;
            case "probe":
                Close();
                Open(line);
                return;
        }
        var probe = partial ?? throw line.Error($"`{keyword}` stands before the first probe: begin with `probe tcp NAME`");
        switch (keyword)
        {
            case "send": probe.Send(line); break;
            case "ports": probe.Ports.AddRange(line.Ports()); break;
            case "rarity": probe.Rarity = line.Count("a rarity", 1, 9); break;
            case "answer":
                if (line.Word("the kind of answer") != "http") throw line.Error("the only kind of answer is http");
                probe.IsHttp = true;
                break;
            case "match": probe.Patterns.Add(Pattern(line, probe)); break;
            case "example": probe.Examples.Add(new(line.Word("the name of a service"), line.Quoted(hasPlaces: false), line.Number)); break;
            default: throw line.Error($"`{keyword}` is no keyword: there are probe, send, ports, rarity, answer, match, example, tls, secure");
        }
    }

    void Open(ProbeLine line)
    {
        var protocol = line.Word("tcp or udp") switch
        {
            "tcp" => TransportProtocol.Tcp,
            "udp" => TransportProtocol.Udp,
            var other => throw line.Error($"`{other}` is no transport: write tcp or udp"),
        };
        partial = new(line.Word("the probe's name"), protocol, line);
        if (!names.Add($"{protocol} {partial.Name}")) throw line.Error($"there is a probe `{partial.Name}` already");
    }

    void Close()
    {
        if (partial is not { } done) return;
        partial = null;
        if (done.Payload.Length == 0 && (done.Name != ServiceProbe.Greeting || done.Protocol == TransportProtocol.Udp))
            throw done.Line.Error($"the probe `{done.Name}` has nothing to send (only `probe tcp {ServiceProbe.Greeting}` listens)");
        if (done.Payload.Length > 0 && done.Name == ServiceProbe.Greeting) throw done.Line.Error($"`{ServiceProbe.Greeting}` only listens: it has nothing to send");
        if (done.Patterns.Count == 0) throw done.Line.Error($"the probe `{done.Name}` has no match");
        var probe = new ServiceProbe(done.Name, done.Protocol)
        {
            Payload = done.Payload.Length == 0 ? null : new(done.Payload.ToString()),
            Ports = done.Ports,
            Rarity = done.Rarity,
            IsHttp = done.IsHttp,
            Patterns = done.Patterns,
            Examples = done.Examples,
        };
        Probes.Add(probe);
        foreach (var (line, then) in done.References) references.Add((probe, line, then));
    }

    /// <summary>Takes over what the table before has: its probes, but for those that this one has by the same name; patterns for greetings are joined.</summary>
    void Inherit()
    {
        if (before is null) return;
        foreach (var probe in before.Probes)
        {
            if (names.Add($"{probe.Protocol} {probe.Name}")) Probes.Add(probe);
            else if (probe == before.Greeting)
            {
                var own = Probes.FindIndex(mine => mine.Protocol == TransportProtocol.Tcp && mine.Name == ServiceProbe.Greeting);
                Probes[own] = Probes[own] with { Patterns = [.. Probes[own].Patterns, .. probe.Patterns], Ports = [.. Probes[own].Ports, .. probe.Ports], Rarity = 1 };
            }
        }
        before.CopyTo(TlsPorts, SecureNames);
    }

    ServicePattern Pattern(ProbeLine line, PartialProbe probe)
    {
        var service = line.Word("the name of a service");
        var (expression, ignoresCase) = line.Expression();
        string? product = null, version = null, info = null, then = null;
        while (!line.IsOver)
        {
            var key = line.Word("product, version, info or then");
            if (key == "then") probe.References.Add((line, then = line.Word("the name of a probe")));
            else if (!line.Skip('=')) throw line.Error($"behind `{key}` a = is missing");
            else if (key == "product") product = Template(line);
            else if (key == "version") version = Template(line);
            else if (key == "info") info = Template(line);
            else throw line.Error($"`{key}` is nothing that a match can tell: there are product, version, info and then");
        }
        if (expression.Length == 0) throw line.Error("the expression is empty: it would fit everything");
        var pattern = new ServicePattern(service, expression, ignoresCase) { Product = product, Version = version, Info = info, Then = then };
        if (!checks) return pattern;
        try
        {
            pattern.Compile();
        }
        catch (ArgumentException wrong)
        {
            throw line.Error($"the expression cannot be used: {wrong.Message}");
        }
        return pattern;
    }

    /// <summary>A text whose every $ stands before a digit or {digit:n}.</summary>
    static string Template(ProbeLine line)
    {
        var text = line.Quoted(hasPlaces: false);
        for (var i = text.IndexOf('$', StringComparison.Ordinal); i >= 0; i = text.IndexOf('$', i + 1))
        {
            var rest = text.AsSpan(i + 1);
            if (rest is not [>= '1' and <= '9', ..] and not ['{', >= '1' and <= '9', ':', 'n', '}', ..])
                throw line.Error("a $ is followed by the number of a group, $1 to $9, or by {1:n} for its bytes as a number");
        }
        return text;
    }

    /// <summary>A probe whose lines are being read.</summary>
    sealed class PartialProbe(string name, TransportProtocol protocol, ProbeLine line)
    {
        internal string Name => name;

        internal TransportProtocol Protocol => protocol;

        internal ProbeLine Line => line;

        internal StringBuilder Payload { get; } = new();

        internal List<PortSpan> Ports { get; } = [];

        internal int Rarity { get; set; } = 5;

        internal bool IsHttp { get; set; }

        internal List<ServicePattern> Patterns { get; } = [];

        internal List<ProbeExample> Examples { get; } = [];

        internal List<(ProbeLine Line, string Then)> References { get; } = [];

        internal void Send(ProbeLine from)
        {
            var text = from.Quoted(hasPlaces: true);
            var times = 1;
            if (!from.IsOver)
            {
                if (from.Word("x") != "x") throw from.Error("behind the text may stand how often it is sent, such as x 100, and nothing else");
                times = from.Count("how often it is sent", 1, 1400);
            }
            if (Payload.Length + (text.Length * times) > 4096) throw from.Error("the probe sends more than 4096 bytes");
            Payload.Insert(Payload.Length, text, times);
        }
    }
}
