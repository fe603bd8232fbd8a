using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Sources;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Configuration;

/// <summary>
/// Reads <c>inventory:</c> of <c>runner.yaml</c>: the path of a file, <c>{ command: [...] }</c>, an inventory that stands there itself, or a
/// list of these. What they hold is read when somebody asks for hosts.
/// </summary>
static class InventoryKey
{
    /// <summary>How long a command may take that does not say.</summary>
    static readonly TimeSpan StandardTimeout = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<InventorySource> Read(YamlNode node, string folder, DiagnosticBag diagnostics) => node is YamlSequence list
        ? [.. list.Items.Select(item => ReadOne(item, folder, diagnostics)).OfType<InventorySource>()]
        : ReadOne(node, folder, diagnostics) is { } one ? [one] : [];

    static InventorySource? ReadOne(YamlNode node, string folder, DiagnosticBag diagnostics)
    {
        switch (node)
        {
            case YamlScalar { Value.IsNull: false, Text: var written }:
                var path = Path.GetFullPath(written, folder);
                if (File.Exists(path) || Directory.Exists(path)) return new FileSource(path, written) { Location = node.Location };
                diagnostics.Error(DiagnosticCodes.InvalidValue, node.Location, $"there is no file `{ShownText.Shorten(written, 80)}`", $"paths are relative to {RunnerConfiguration.FileName}");
                return null;
            case YamlMapping mapping when mapping.Entries.Any(entry => entry.Key.Text == "command"):
                return ReadCommand(mapping, folder, diagnostics);
            case YamlMapping:
                return new InlineSource(node, folder);
            default:
                diagnostics.Error(DiagnosticCodes.WrongType, node.Location, $"`inventory` must be a file, a command or an inventory, and this is {node.Display}", "such as inventory: hosts.yaml, or inventory: { command: [./hosts.py, --list] }");
                return null;
        }
    }

    static CommandSource? ReadCommand(YamlMapping mapping, string folder, DiagnosticBag diagnostics)
    {
        var before = diagnostics.ErrorCount;
        var keys = MappingReader.Of(mapping, "the inventory's command", diagnostics, "")!;
        var command = keys.Node("command")!;
        var timeout = keys.Scalar("timeout");
        keys.Finish(key => key is "hosts" or "groups" or "vars" ? "a command and an inventory are two: write a list, inventory: [{ command: [...] }, { hosts: {...} }]" : null);
        if (command is not YamlSequence { Items.Count: > 0 } list || list.Items.Any(item => item is not YamlScalar { Value.IsNull: false }))
        {
            diagnostics.Error(DiagnosticCodes.WrongType, command.Location, $"`command` must be a list of a program and its arguments, and this is {(command is YamlSequence { Items.Count: > 0 } ? "a list of something else" : command is YamlSequence ? "an empty list" : command.Display)}", "such as command: [./hosts.py, --list]; no shell reads it");
            return null;
        }

        var limit = StandardTimeout;
        if (timeout is not null && (!DurationText.TryParse(timeout.Text, out limit) || limit == TimeSpan.Zero || limit > DurationText.LongestTimer))
            diagnostics.Error(DiagnosticCodes.InvalidValue, timeout.Location, $"`timeout` cannot be '{ShownText.Shorten(timeout.Text)}'", DurationText.Help);
        return diagnostics.ErrorCount > before ? null : new([.. list.Items.Cast<YamlScalar>().Select(item => item.Text)], limit, folder, command.Location);
    }
}
