using System.Text;
using System.Xml;
using System.Xml.Xsl;
using Runner.Plugins.Scan;
using Runner.Plugins.Scan.Nmap;
using Runner.Plugins.Tests.Peers;
using static Runner.Plugins.Tests.Scan.Records.Reports;

namespace Runner.Plugins.Tests.Scan.Nmap;

public sealed class NmapXmlTests
{
    const string Folder = "/usr/share/nmap";

    static readonly ScanReport Before = Of("a", Host("10.0.0.1", Open(22, "ssh", "8.4"), Not(80, PortState.OpenFiltered, StateReason.NoResponse)) with { Name = "db1", Mac = "aa:bb:cc:00:11:22" }, Host("fe80::1%3", Open(443, "http", "1.22", "aa11")));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Document_is_what_nmaps_dtd_says(bool onlyHosts)
    {
        Assert.SkipWhen(!File.Exists($"{Folder}/nmap.dtd"), "missing peer: nmap");
        var report = onlyHosts ? Before with { Ports = null, Scope = Before.Scope with { Ports = "" }, Interrupted = true } : Before;
        var wrong = new List<string>();
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, ValidationType = ValidationType.DTD, XmlResolver = new XmlUrlResolver() };
        settings.ValidationEventHandler += (_, failure) => wrong.Add(failure.Message);

        using var reader = XmlReader.Create(new StringReader(Written(report).Replace("<!DOCTYPE nmaprun >", $"<!DOCTYPE nmaprun SYSTEM \"{Folder}/nmap.dtd\">")), settings);
        while (reader.Read())
        {
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Document_is_shown_by_nmaps_stylesheet()
    {
        Assert.SkipWhen(!File.Exists($"{Folder}/nmap.xsl"), "missing peer: nmap");
        var sheet = new XslCompiledTransform();
        sheet.Load($"{Folder}/nmap.xsl", new XsltSettings(enableDocumentFunction: false, enableScript: false), null);
        using var input = XmlReader.Create(new StringReader(Written(Before)), new() { DtdProcessing = DtdProcessing.Ignore });
        using var page = new StringWriter();

        sheet.Transform(input, null, page);

        page.ToString().ShouldContain("nginx");
        page.ToString().ShouldContain("db1");
    }

    [Fact]
    public async Task Ndiff_finds_what_changed_between_two_documents()
    {
        using var folder = new PeerFolder();
        var after = Of("b", Host("10.0.0.1", Open(22, "ssh", "9.2"), Open(8080)) with { Name = "db1" });

        var same = await ProgramRun.ToEndAsync("ndiff", null, folder.Write("a.xml", Written(Before)), folder.At("a.xml"));
        var changed = await ProgramRun.ToEndAsync("ndiff", null, folder.At("a.xml"), folder.Write("b.xml", Written(after)));

        same.ExitCode.ShouldBe(0, same.Text);
        changed.ExitCode.ShouldBe(1, changed.Text);
        changed.Output.ShouldContain("+8080/tcp open");
        changed.Output.ShouldContain("-22/tcp");
        changed.Output.ShouldContain("9.2");
    }

    static string Written(ScanReport report)
    {
        using var stream = new MemoryStream();
        NmapXml.Write(report, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
