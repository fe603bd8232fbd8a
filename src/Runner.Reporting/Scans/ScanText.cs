using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Runner.Reporting;

/// <summary>
/// A scan's report for people: a table for each host at a terminal, a line for each port elsewhere, with tabs between the fields.
/// It is read from its JSON, as any other program would read it.
/// </summary>
public sealed class ScanText
{
    readonly TerminalCapabilities capabilities;
    readonly bool isTerminal;
    readonly Glyphs glyphs;
    readonly AnsiText text;

    ScanText(bool isTerminal, Func<string, string?> environment)
    {
        var encoding = new UTF8Encoding(false);
        this.isTerminal = isTerminal;
        capabilities = TerminalCapabilities.Detect(isTerminal, encoding, environment, isTerminal ? TerminalSize.OfConsole : () => TerminalSize.Default);
        glyphs = Glyphs.Of(capabilities.Unicode);
        text = new(capabilities.Color, keepsTabs: !isTerminal);
    }

    /// <summary>Writes a report.</summary>
    /// <param name="report">Its JSON.</param>
    /// <param name="look">What of it is shown.</param>
    /// <param name="output">Where to write. It is flushed but not closed.</param>
    /// <param name="isTerminal">Whether that is a terminal.</param>
    /// <param name="environment">The environment's variables by name.</param>
    /// <exception cref="IOException">The output is gone.</exception>
    public static void Write(JsonElement report, ScanLook look, Stream output, bool isTerminal, Func<string, string?> environment)
    {
        var view = new ScanText(isTerminal, environment);
        foreach (var host in Items(report, "hosts"))
        {
            if (look.OnlyOpen && !look.OnlyHosts && !Items(host, "ports").Any(IsOpen)) continue;
            if (isTerminal) view.WriteTable(host, look);
            else view.WriteLines(host, look);
        }

        view.Flush(output);
    }

    /// <summary>Writes what changed, a line for each.</summary>
    /// <param name="changes">The lines, each with what happened as its first word.</param>
    /// <param name="output">Where to write. It is flushed but not closed.</param>
    /// <param name="isTerminal">Whether that is a terminal.</param>
    /// <param name="environment">The environment's variables by name.</param>
    public static void WriteChanges(IEnumerable<string> changes, Stream output, bool isTerminal, Func<string, string?> environment)
    {
        var view = new ScanText(isTerminal, environment);
        foreach (var line in changes)
        {
            var (sign, tone) = line.Split(' ')[0] switch
            {
                "opened" or "new" => ("+", Tone.Warning),
                "closed" or "gone" => ("-", Tone.Bad),
                _ => ("~", Tone.Accent),
            };
            if (isTerminal) view.text.Spaces(LineLayout.Margin).Write(tone, sign).Spaces(1);
            view.text.Write(isTerminal ? tone : Tone.Normal, line).EndLine();
        }

        view.Flush(output);
    }

    /// <summary>How the scan went, in a line: <c>256 addresses, 4 up, 12 open ports in 3.2s</c>.</summary>
    public static string Summary(JsonElement report)
    {
        var ports = report.TryGetProperty("ports", out _) ? $", {Amounts.Count(Number(report, "open"), "open port")}" : "";
        var duration = TimeSpan.FromMilliseconds(report.TryGetProperty("duration", out var length) ? length.GetDouble() : 0);
        return $"{Amounts.Number(Number(report, "addresses"))} address{(Number(report, "addresses") == 1 ? "" : "es")}, {Amounts.Number(Number(report, "up"))} up{ports} in {Amounts.Duration(duration)}";
    }

    void WriteTable(JsonElement host, ScanLook look)
    {
        var (name, address) = (Text(host, "name"), Text(host, "address") ?? "?");
        text.Write(Tone.Strong, name ?? address);
        if (name is not null) text.Spaces(1).Write(Tone.Dim, $"({address})");
        text.Spaces(2).Write(Tone.Dim, FactsOf(host)).EndLine();
        if (look.OnlyHosts) return;

        var rows = Items(host, "ports").Where(port => !look.OnlyOpen || IsOpen(port)).Select(RowOf).ToList();
        if (rows.Count > 0)
        {
            int Width(Func<Row, string> cell, string title) => Math.Max(title.Length, rows.Max(row => DisplayWidth.Of(SafeText.OneLine(cell(row)))));
            var (port, state, service) = (Width(row => row.Port, "PORT"), Width(row => row.State, "STATE"), Width(row => row.Service, "SERVICE"));
            var details = rows.Exists(row => row.Details.Length > 0);
            Cells(Tone.Dim, Tone.Dim, new("PORT", "STATE", "SERVICE", details ? "WHAT ANSWERS" : ""));
            foreach (var row in rows) Cells(row.State == "open" ? Tone.Good : row.State.StartsWith("closed", StringComparison.Ordinal) ? Tone.Dim : Tone.Warning, Tone.Normal, row);

            void Cells(Tone stateTone, Tone tone, Row row)
            {
                text.Spaces(LineLayout.Margin).Write(tone, row.Port).Spaces(LineLayout.Margin + port + 2 - text.Column);
                text.Write(stateTone, row.State);
                if (row.Service.Length > 0) text.Spaces(LineLayout.Margin + port + state + 4 - text.Column).Write(tone, row.Service);
                if (row.Details.Length > 0)
                {
                    text.Spaces(LineLayout.Margin + port + state + service + 6 - text.Column);
                    // Columns to the right of a window are lost in wrapped lines; only what a peer says is long.
                    text.Write(tone, DisplayWidth.Fit(SafeText.OneLine(row.Details), Math.Max(20, capabilities.Size().Width - 1 - text.Column), glyphs.Ellipsis));
                }

                text.EndLine();
            }
        }

        if (!look.OnlyOpen && Others(host) is { Length: > 0 } others) text.Spaces(LineLayout.Margin).Write(Tone.Dim, (rows.Count > 0 ? "and " : "") + others).EndLine();
        text.EndLine();
    }

    void WriteLines(JsonElement host, ScanLook look)
    {
        var (name, address) = (Text(host, "name") ?? "-", Text(host, "address") ?? "?");
        if (look.OnlyHosts)
        {
            Line(address, name, Text(host, "state") ?? "-", Text(host, "reason") ?? "-");
            return;
        }

        foreach (var port in Items(host, "ports"))
        {
            if (look.OnlyOpen && !IsOpen(port)) continue;
            var row = RowOf(port);
            Line(address, name, row.Port, StateOf(port), row.Service.Length > 0 ? row.Service : "-", row.Details.Length > 0 ? row.Details : "-");
        }

        // Fields of a peer may hold anything, but for the tabs between them.
        void Line(params IEnumerable<string> cells) => text.Write(Tone.Normal, string.Join('\t', cells.Select(cell => cell.Replace('\t', ' ')))).EndLine();
    }

    void Flush(Stream output)
    {
        using var writer = new StreamWriter(output, new UTF8Encoding(false), bufferSize: 4096, leaveOpen: true);
        text.FlushTo(writer);
    }

    static string FactsOf(JsonElement host)
    {
        var facts = new List<string> { Text(host, "state") ?? "up" };
        if (host.TryGetProperty("roundTrip", out var roundTrip)) facts.Add(Amounts.Duration(TimeSpan.FromMilliseconds(roundTrip.GetDouble())));
        if (Text(host, "mac") is { } mac) facts.Add(mac);
        return string.Join(", ", facts);
    }

    static string Others(JsonElement host) =>
        string.Join(", ", Items(host, "others").Select(tally => $"{Amounts.Number(Number(tally, "count"))} {Text(tally, "state")} ({Text(tally, "reason")})"));

    static Row RowOf(JsonElement port)
    {
        var state = StateOf(port);
        var shown = state == "open" ? state : $"{state} ({Text(port, "reason")}{(Text(port, "reportedBy") is { } router ? $" from {router}" : "")})";
        var service = port.TryGetProperty("service", out var known) ? known : default;
        // What usually listens there is a guess, and said to be one, as nmap does.
        var name = service.ValueKind == JsonValueKind.Object ? Text(service, "name") is { } called ? called + (service.TryGetProperty("isProbed", out var probed) && !probed.GetBoolean() && state == "open" ? "?" : "") : "" : "";
        return new($"{Amounts.Number(Number(port, "port"))}/{Text(port, "protocol")}", shown, name, service.ValueKind == JsonValueKind.Object ? DetailsOf(service) : "");
    }

    static string DetailsOf(JsonElement service)
    {
        var details = new List<string>();
        var product = string.Join(' ', new[] { Text(service, "product"), Text(service, "version") }.OfType<string>());
        if (product.Length > 0) details.Add(product);
        if (Text(service, "info") is { } info) details.Add($"({info})");
        if (service.TryGetProperty("page", out var page))
        {
            details.Add(Amounts.Number(Number(page, "status")));
            if (Text(page, "title") is { } title) details.Add($"\"{title}\"");
            if (Text(page, "location") is { } location) details.Add($"-> {location}");
        }

        if (service.TryGetProperty("tls", out var tls))
        {
            var until = tls.TryGetProperty("notAfter", out var end) && end.TryGetDateTimeOffset(out var date) ? $", certificate until {date.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "";
            details.Add($"{Text(tls, "protocol")}{until}");
        }

        if (details.Count == 0 && Text(service, "banner") is { } banner) details.Add($"\"{banner.Trim()}\"");
        return string.Join(' ', details);
    }

    static string StateOf(JsonElement port) => Text(port, "state") switch { "open-filtered" => "open|filtered", { } state => state, null => "?" };

    static bool IsOpen(JsonElement port) => Text(port, "state") == "open";

    static JsonElement.ArrayEnumerator Items(JsonElement element, string name) => element.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    static long Number(JsonElement element, string name) => element.TryGetProperty(name, out var number) && number.TryGetInt64(out var whole) ? whole : 0;

    sealed record Row(string Port, string State, string Service, string Details);
}
