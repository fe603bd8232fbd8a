using System.Text.Encodings.Web;
using System.Text.Json;

namespace Runner.Plugins.Scan.Records;

/// <summary>
/// Writes reports as <see cref="ReportJson"/> would. Every scan writes one, and the serializer's model of these types is a thousand
/// methods that are compiled when first called: longer than many a scan takes.
/// </summary>
static class ReportWriter
{
    const int EnoughToWrite = 1 << 16;

    /// <summary>Writes a report. The stream stays open.</summary>
    internal static void Write(ScanReport report, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("id"u8, report.Id);
        json.WriteString("started"u8, report.Started);
        json.WriteString("ended"u8, report.Ended);
        json.WriteString("by"u8, report.By);
        Write(json, "targets"u8, report.Targets);
        Write(json, "exclude"u8, report.Exclude);
        Write(json, "ports"u8, report.Ports);
        json.WriteString("method"u8, KebabWords<ScanMethod>.Of(report.Method));
        Write(json, "methodReason"u8, report.MethodReason);
        json.WriteBoolean("detectedServices"u8, report.DetectedServices);
        json.WriteString("discovery"u8, KebabWords<HostDiscovery>.Of(report.Discovery));
        if (report.MaxRate is { } rate) json.WriteNumber("maxRate"u8, rate);
        Write(json, "savedAs"u8, report.SavedAs);
        json.WriteStartObject("scope"u8);
        Write(json, "addresses"u8, report.Scope.Addresses);
        json.WriteString("ports"u8, report.Scope.Ports);
        json.WriteEndObject();
        json.WriteBoolean("interrupted"u8, report.Interrupted);
        json.WriteStartArray("hosts"u8);
        foreach (var host in report.Hosts)
        {
            Write(json, host);
            if (json.BytesPending > EnoughToWrite) json.Flush();
        }

        json.WriteEndArray();
        json.WriteNumber("addresses"u8, report.Addresses);
        json.WriteNumber("up"u8, report.Up);
        json.WriteNumber("open"u8, report.Open);
        json.WriteNumber("probes"u8, report.Probes);
        Write(json, "duration"u8, report.Duration);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ScannedHost host)
    {
        json.WriteStartObject();
        json.WriteString("address"u8, host.Address);
        Write(json, "name"u8, host.Name);
        json.WriteString("state"u8, KebabWords<HostState>.Of(host.State));
        json.WriteString("reason"u8, KebabWords<StateReason>.Of(host.Reason));
        Write(json, "roundTrip"u8, host.RoundTrip);
        Write(json, "mac"u8, host.Mac);
        json.WriteStartArray("ports"u8);
        foreach (var port in host.Ports) Write(json, port);
        json.WriteEndArray();
        json.WriteStartArray("others"u8);
        foreach (var tally in host.Others)
        {
            json.WriteStartObject();
            Write(json, tally.Protocol, tally.State, tally.Reason);
            json.WriteNumber("count"u8, tally.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ScannedPort port)
    {
        json.WriteStartObject();
        json.WriteNumber("port"u8, port.Port);
        Write(json, port.Protocol, port.State, port.Reason);
        Write(json, "reportedBy"u8, port.ReportedBy);
        Write(json, "roundTrip"u8, port.RoundTrip);
        if (port.Ttl is { } hops) json.WriteNumber("ttl"u8, hops);
        if (port.Service is { } service) Write(json, service);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, TransportProtocol protocol, PortState state, StateReason reason)
    {
        json.WriteString("protocol"u8, KebabWords<TransportProtocol>.Of(protocol));
        json.WriteString("state"u8, KebabWords<PortState>.Of(state));
        json.WriteString("reason"u8, KebabWords<StateReason>.Of(reason));
    }

    static void Write(Utf8JsonWriter json, ScannedService service)
    {
        json.WriteStartObject("service"u8);
        Write(json, "name"u8, service.Name);
        Write(json, "product"u8, service.Product);
        Write(json, "version"u8, service.Version);
        Write(json, "info"u8, service.Info);
        json.WriteBoolean("isProbed"u8, service.IsProbed);
        Write(json, "banner"u8, service.Banner);
        if (service.Tls is { } tls) Write(json, tls);
        if (service.Page is { } page)
        {
            json.WriteStartObject("page"u8);
            json.WriteNumber("status"u8, page.Status);
            Write(json, "title"u8, page.Title);
            Write(json, "server"u8, page.Server);
            Write(json, "location"u8, page.Location);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ScannedTls tls)
    {
        json.WriteStartObject("tls"u8);
        json.WriteString("protocol"u8, tls.Protocol);
        Write(json, "cipherSuite"u8, tls.CipherSuite);
        Write(json, "alpn"u8, tls.Alpn);
        Write(json, "subject"u8, tls.Subject);
        Write(json, "issuer"u8, tls.Issuer);
        Write(json, "names"u8, tls.Names);
        if (tls.NotBefore is { } from) json.WriteString("notBefore"u8, from);
        if (tls.NotAfter is { } until) json.WriteString("notAfter"u8, until);
        Write(json, "fingerprint"u8, tls.Fingerprint);
        json.WriteBoolean("isTrusted"u8, tls.IsTrusted);
        Write(json, "distrust"u8, tls.Distrust);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null) json.WriteString(name, text);
    }

    static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, TimeSpan? duration)
    {
        if (duration is { } known) json.WriteNumber(name, MillisecondsConverter.Rounded(known));
    }

    static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
