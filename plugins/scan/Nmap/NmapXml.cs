using System.Globalization;
using System.Text;
using System.Xml;
using Runner.Plugins.Scan.Comparing;

namespace Runner.Plugins.Scan.Nmap;

/// <summary>
/// Reports in the XML format of nmap (its nmap.dtd, <c>xmloutputversion</c> 1.05), for ndiff and for what imports nmap's results.
/// The document says that nmap is the scanner, as the DTD allows no other; <c>args</c> says what really ran.
/// </summary>
static class NmapXml
{
    const string OutputVersion = "1.05";

    /// <summary>Writes a report. The stream stays open.</summary>
    internal static void Write(ScanReport report, Stream stream)
    {
        using var xml = XmlWriter.Create(stream, new() { Encoding = new UTF8Encoding(false), Indent = true, IndentChars = "", CloseOutput = false });
        xml.WriteStartDocument();
        xml.WriteDocType("nmaprun", null, null, null);
        xml.WriteStartElement("nmaprun");
        Attributes(xml, ("scanner", "nmap"), ("args", ArgumentsOf(report)), ("start", Unix(report.Started)), ("startstr", Date(report.Started)), ("version", VersionOfRunner), ("xmloutputversion", OutputVersion));
        if (report.Scope.Ports.Length > 0)
        {
            var type = report.Method switch { ScanMethod.Syn => "syn", ScanMethod.Udp => "udp", _ => "connect" };
            Element(xml, "scaninfo", ("type", type), ("protocol", report.Method == ScanMethod.Udp ? "udp" : "tcp"), ("numservices", Number(CountOf(report.Scope.Ports))), ("services", report.Scope.Ports));
        }

        Element(xml, "verbose", ("level", "0"));
        Element(xml, "debugging", ("level", "0"));
        foreach (var host in report.Hosts) Write(xml, host, report);
        xml.WriteStartElement("runstats");
        var seconds = report.Duration.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
        Element(xml, "finished", ("time", Unix(report.Ended)), ("timestr", Date(report.Ended)), ("elapsed", seconds),
            ("summary", $"Runner done at {Date(report.Ended)}; {Number(report.Addresses)} IP address{(report.Addresses == 1 ? "" : "es")} ({Number(report.Up)} host{(report.Up == 1 ? "" : "s")} up) scanned in {seconds} seconds"),
            ("exit", report.Interrupted ? "error" : "success"), ("errormsg", report.Interrupted ? "the scan was ended before it had asked everything" : null));
        Element(xml, "hosts", ("up", Number(report.Up)), ("down", Number(report.Addresses - report.Up)), ("total", Number(report.Addresses)));
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    static void Write(XmlWriter xml, ScannedHost host, ScanReport report)
    {
        xml.WriteStartElement("host");
        Attributes(xml, ("starttime", Unix(report.Started)), ("endtime", Unix(report.Ended)));
        Element(xml, "status", ("state", host.State == HostState.Up ? "up" : "down"), ("reason", Kebab(host.Reason)), ("reason_ttl", "0"));
        Element(xml, "address", ("addr", host.Address.Split('%')[0]), ("addrtype", host.Address.Contains(':', StringComparison.Ordinal) ? "ipv6" : "ipv4"));
        if (host.Mac is { } mac) Element(xml, "address", ("addr", mac.ToUpperInvariant()), ("addrtype", "mac"));
        xml.WriteStartElement("hostnames");
        if (host.Name is { } name) Element(xml, "hostname", ("name", name), ("type", "user"));
        xml.WriteEndElement();
        if (report.Scope.Ports.Length > 0)
        {
            xml.WriteStartElement("ports");
            foreach (var others in host.Others.GroupBy(tally => tally.State)) WriteOthers(xml, others.Key, [.. others]);
            foreach (var port in host.Ports) Write(xml, port);
            xml.WriteEndElement();
        }

        if (host.RoundTrip is { } roundTrip)
        {
            // Only one figure is kept; what TCP would make of a first measurement (RFC 6298 section 2.2) stands for the others.
            var microseconds = roundTrip.TotalMicroseconds;
            Element(xml, "times", ("srtt", Number((long)microseconds)), ("rttvar", Number((long)(microseconds / 2))), ("to", Number((long)Math.Max(100_000, microseconds * 3))));
        }

        xml.WriteEndElement();
    }

    static void WriteOthers(XmlWriter xml, PortState state, IReadOnlyList<PortTally> tallies)
    {
        xml.WriteStartElement("extraports");
        Attributes(xml, ("state", Name(state)), ("count", Number(tallies.Sum(tally => (long)tally.Count))));
        foreach (var tally in tallies) Element(xml, "extrareasons", ("reason", Kebab(tally.Reason)), ("count", Number(tally.Count)), ("proto", Name(tally.Protocol)));
        xml.WriteEndElement();
    }

    static void Write(XmlWriter xml, ScannedPort port)
    {
        xml.WriteStartElement("port");
        Attributes(xml, ("protocol", Name(port.Protocol)), ("portid", Number(port.Port)));
        Element(xml, "state", ("state", Name(port.State)), ("reason", Kebab(port.Reason)), ("reason_ttl", Number(port.Ttl ?? 0)), ("reason_ip", port.ReportedBy));
        if (port.Service is { } service && (service.Name is not null || service.IsProbed))
        {
            Element(xml, "service", ("name", service.Name ?? "unknown"), ("product", service.Product), ("version", service.Version), ("extrainfo", service.Info),
                ("tunnel", service.Tls is null ? null : "ssl"), ("method", service.IsProbed ? "probed" : "table"), ("conf", service.IsProbed && service.Name is not null ? "10" : "3"));
            // One of them only: ndiff 7.93 fails on a port that has two.
            if (service.Tls is { Subject: not null } tls)
            {
                Element(xml, "script", ("id", "ssl-cert"), ("output",
                    $"Subject: {tls.Subject}\nIssuer: {tls.Issuer}\nNot valid before: {tls.NotBefore?.UtcDateTime:yyyy-MM-ddTHH:mm:ss}\nNot valid after:  {tls.NotAfter?.UtcDateTime:yyyy-MM-ddTHH:mm:ss}\nSHA-256: {tls.Fingerprint}"));
            }
            else if (service.Page?.Title is { } title) Element(xml, "script", ("id", "http-title"), ("output", title));
        }

        xml.WriteEndElement();
    }

    static string ArgumentsOf(ScanReport report)
    {
        var words = new List<string> { "runner", "scan" };
        words.AddRange(report.Targets);
        if (report.Ports is { } ports) words.AddRange(["-p", ports]);
        else words.Add("--hosts");
        words.AddRange(report.Method switch { ScanMethod.Udp => ["--udp"], ScanMethod.Syn => ["--syn"], _ => ["--connect"] });
        if (report.DetectedServices) words.Add("--services");
        foreach (var excluded in report.Exclude) words.AddRange(["--exclude", excluded]);
        if (report.MaxRate is { } rate) words.AddRange(["--rate", Number(rate)]);
        return string.Join(' ', words);
    }

    static string VersionOfRunner => typeof(NmapXml).Assembly.GetName().Version?.ToString(3) ?? "0";

    static int CountOf(string ports)
    {
        var covered = new CoveredScope(new([], ports));
        return Enumerable.Range(0, 65536).Count(covered.Has);
    }

    internal static string Name(PortState state) => state == PortState.OpenFiltered ? "open|filtered" : Kebab(state);

    internal static string Name(TransportProtocol protocol) => protocol == TransportProtocol.Udp ? "udp" : "tcp";

    internal static string Kebab<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    static string Unix(DateTimeOffset time) => Number(time.ToUnixTimeSeconds());

    // As C's asctime writes it, which is what readers of nmap's files expect.
    static string Date(DateTimeOffset time) => time.UtcDateTime.ToString("ddd MMM d HH:mm:ss yyyy", CultureInfo.InvariantCulture);

    static void Element(XmlWriter xml, string name, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        xml.WriteStartElement(name);
        Attributes(xml, attributes);
        xml.WriteEndElement();
    }

    static void Attributes(XmlWriter xml, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            if (value is not null) xml.WriteAttributeString(name, Clean(value));
        }
    }

    /// <summary>Peers send what XML has no way to say.</summary>
    static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) clean.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) clean.Append(text[i]).Append(text[++i]);
            else clean.Append(CultureInfo.InvariantCulture, $"\\x{(int)text[i]:x2}");
        }

        return clean.ToString();
    }
}
