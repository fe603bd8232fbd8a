using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Runner.Plugins.Tests.Scan.Oracle;

/// <summary>What nmap and our scanner say of the same ports, as lines that can be compared.</summary>
static class NmapOracle
{
    /// <summary>nmap's answer: <c>ADDRESS PORT STATE</c>, by address and port.</summary>
    public static async Task<IReadOnlyList<string>> NmapAsync(ScanLab lab, string kind, string ports, params string[] targets)
    {
        string[] six = targets.Any(target => target.Contains(':', StringComparison.Ordinal)) ? ["-6"] : [];
        var run = await lab.RunAsync("nmap", [kind, .. six, "-n", "-Pn", "-T4", "-d", "-p", ports, "-oX", "-", .. targets]);
        run.ExitCode.ShouldBe(0, run.Text);
        using var text = new StringReader(run.Output[run.Output.IndexOf("<?xml", StringComparison.Ordinal)..]);
        using var reader = XmlReader.Create(text, new() { DtdProcessing = DtdProcessing.Ignore });
        return Sorted(
            from host in XDocument.Load(reader).Root!.Elements("host")
            from port in host.Element("ports")?.Elements("port") ?? []
            select $"{host.Element("address")!.Attribute("addr")!.Value} {port.Attribute("portid")!.Value} {port.Element("state")!.Attribute("state")!.Value}");
    }

    /// <summary>Our answer, in nmap's words, from a process of its own inside the lab.</summary>
    public static async Task<IReadOnlyList<string>> OursAsync(ScanLab lab, string method, string ports, params string[] targets)
    {
        var run = await lab.RunAsync(Path.Combine(AppContext.BaseDirectory, "Runner.ScanLab"), ["scan", method, ports, .. targets]);
        run.ExitCode.ShouldBe(0, run.Text);
        return Sorted(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' '))
            .Where(words => words[1] != "-")
            .Select(words => $"{words[0]} {words[1]} {(words[2] == "OpenFiltered" ? "open|filtered" : words[2].ToLowerInvariant())}"));
    }

    static List<string> Sorted(IEnumerable<string> lines) =>
        [.. lines.OrderBy(line => line.Split(' ')[0], StringComparer.Ordinal).ThenBy(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))];
}
