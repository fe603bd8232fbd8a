using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Runner.Cli.Help;
using Runner.Cli.Hosts;
using Runner.Cli.Runs;
using Runner.Cli.Serving;
using Runner.Engine;
using Runner.Store.Nodes;
using Runner.Workflows.Types;

namespace Runner.Cli.Commands;

/// <summary><c>runner nodes</c>: who serves.</summary>
static class NodesCommand
{
    static readonly string[] Titles = ["NODE", "STATE", "HEARD", "UP", "RUNS", "LABELS", "VERSION", "ID"];

    public static Command Create(Surroundings around, WorkspaceOpening opening)
    {
        var all = new Option<bool>("--all", "-a") { Description = "Also nodes that are gone, for a day" };
        var json = new Option<bool>("--json") { Description = "As a JSON list, for programs" };
        var command = new Command("nodes", "The processes of `runner serve` that share this project's run store; tab-separated lines where the output is not a terminal") { all, json };
        command.SetAction(parsed =>
        {
            // To look at nodes makes no store.
            using var opened = ServiceOpening.HasStore(opening, around) ? OpenedStore.Open(opening, around) : null;
            if (opened is null && opening.Diagnostics.HasErrors)
            {
                DiagnosticPrinter.Print(opening.Diagnostics, around);
                return ExitCode.Invalid;
            }

            IReadOnlyList<NodeSummary> nodes = opened is null ? [] : OpenedStore.Wait(() => opened.Store.Nodes.ListAsync(parsed.GetValue(all), CancellationToken.None));
            if (parsed.GetValue(json)) WriteJson(nodes, around);
            else if (nodes.Count == 0 && around.IsTerminal()) around.Out.WriteLine("Nobody serves: `runner serve` starts a node.");
            else WriteTable(nodes, around);
            return ExitCode.Success;
        });
        Examples.Of(command,
            ("runner nodes", "who serves now, and what it has"),
            ("runner nodes --all", "with those that were killed or ended lately"),
            ("runner nodes --json | jq -r '.[] | select(.state == \"ready\") | .name'", "for other programs"));
        return command;
    }

    static void WriteTable(IReadOnlyList<NodeSummary> nodes, Surroundings around)
    {
        var now = DateTimeOffset.UtcNow;
        List<string[]> rows =
        [
            .. around.IsTerminal() ? (string[][])[Titles] : [],
            .. nodes.Select(node => Array.ConvertAll((string[])[
                node.Name, node.State, $"{Span(now - node.HeardAt)} ago", node.State == "gone" ? "-" : Span(now - node.StartedAt),
                string.Create(CultureInfo.InvariantCulture, $"{node.Running}/{node.Capacity}"), string.Join(",", node.Labels), node.Version, node.Id], PrintableText.Of)),
        ];
        if (!around.IsTerminal())
        {
            foreach (var row in rows) around.Out.WriteLine(string.Join('\t', row));
            return;
        }

        var widths = Titles.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows) around.Out.WriteLine(string.Join("  ", row.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>Whole seconds; clocks differ a little, and nothing is heard in the future.</summary>
    static string Span(TimeSpan span) => span < TimeSpan.FromSeconds(1) ? "0s" : DurationText.Format(TimeSpan.FromSeconds(Math.Floor(span.TotalSeconds)));

    static void WriteJson(IReadOnlyList<NodeSummary> nodes, Surroundings around)
    {
        using (var json = new Utf8JsonWriter(around.Output, new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (var node in nodes)
            {
                json.WriteStartObject();
                json.WriteString("id"u8, node.Id);
                json.WriteString("name"u8, node.Name);
                json.WriteString("state"u8, node.State);
                json.WriteNumber("running"u8, node.Running);
                json.WriteNumber("capacity"u8, node.Capacity);
                json.WriteStartArray("labels"u8);
                foreach (var label in node.Labels) json.WriteStringValue(label);
                json.WriteEndArray();
                json.WriteString("version"u8, node.Version);
                json.WriteString("startedAt"u8, node.StartedAt.UtcDateTime);
                json.WriteString("heardAt"u8, node.HeardAt.UtcDateTime);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        around.Output.Write("\n"u8);
    }
}
