using System.Globalization;
using System.Net;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Schedules;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Configuration;

/// <summary>Reads <c>service: { workflows: [...], max-runs: 100, maintenance: [...], labels: [...], drain: 30s, listen: 127.0.0.1:9090 }</c>.</summary>
static class ServiceKey
{
    const int MostRuns = 10_000;

    public static ServiceConfiguration Read(YamlNode node, DiagnosticBag diagnostics)
    {
        var standard = new ServiceConfiguration();
        if (MappingReader.Of(node, "`service`", diagnostics, "such as service: { workflows: [workflows], max-runs: 20 }") is not { } keys) return standard;
        var workflows = keys.Scalars("workflows", "[workflows]");
        var maxRuns = keys.Scalar("max-runs");
        var maintenance = keys.Node("maintenance");
        var labels = keys.Scalars("labels", "[paris, dmz]") ?? [];
        var drain = keys.Scalar("drain");
        var listen = keys.Scalar("listen");
        keys.Finish();
        if (workflows is { Count: 0 }) diagnostics.Error(DiagnosticCodes.InvalidValue, keys.Node("workflows")!.Location, "`workflows` names no folder", "such as workflows: [workflows]");
        return new()
        {
            Workflows = workflows is { Count: > 0 } ? [.. workflows.Select(each => each.Text)] : standard.Workflows,
            MaxRuns = maxRuns is null ? standard.MaxRuns : CountOf(maxRuns, diagnostics) ?? standard.MaxRuns,
            Maintenance = maintenance switch
            {
                null => [],
                YamlSequence list => [.. list.Items.Select(item => MaintenanceKey.Read(item, diagnostics)).OfType<MaintenanceWindow>()],
                var single => MaintenanceKey.Read(single, diagnostics) is { } one ? [one] : [],
            },
            Labels = NodeLabel.Read(labels, diagnostics),
            Drain = drain is null ? standard.Drain : DurationOf(drain, diagnostics) ?? standard.Drain,
            Listen = listen is null ? null : EndPointOf(listen, diagnostics),
        };
    }

    /// <summary>Reads an address with a port, or a port alone, which is one of loopback.</summary>
    /// <param name="text">What was written.</param>
    /// <returns>Null when it is neither.</returns>
    public static IPEndPoint? ParseEndPoint(string text)
    {
        text = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? $"127.0.0.1{text[9..]}" : text;
        if (ushort.TryParse(text.StartsWith(':') ? text[1..] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return new(IPAddress.Loopback, port);
        // Without a port an address would mean port 0, and 9.9 is one to the parser.
        return IPEndPoint.TryParse(text, out var parsed) && (text.StartsWith('[') ? text.Contains("]:", StringComparison.Ordinal) : text.Count(c => c == ':') == 1 && text.Count(c => c == '.') == 3) ? parsed : null;
    }

    static IPEndPoint? EndPointOf(YamlScalar listen, DiagnosticBag diagnostics)
    {
        if (ParseEndPoint(listen.Text) is { } found) return found;
        diagnostics.Error(DiagnosticCodes.InvalidValue, listen.Location, $"`listen` cannot be `{ShownText.Shorten(listen.Text)}`", "write an address and a port, such as 127.0.0.1:9090");
        return null;
    }

    static int? CountOf(YamlScalar scalar, DiagnosticBag diagnostics)
    {
        if (int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= MostRuns) return count;
        diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`max-runs` must be a whole number from 1 to {MostRuns}, and this is {scalar.Display}", "such as max-runs: 20");
        return null;
    }

    static TimeSpan? DurationOf(YamlScalar scalar, DiagnosticBag diagnostics)
    {
        if (DurationText.TryParse(scalar.Text, out var duration) && duration <= TimeSpan.FromDays(1)) return duration;
        diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`drain` cannot be '{ShownText.Shorten(scalar.Text)}'", "write a duration of at most a day, such as 30s, or 0s to hand everything back at once");
        return null;
    }
}
