using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Building;
using Runner.Workflows.Inventories.Reading;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Inventories.Ansible;

/// <summary>Reads Ansible's YAML inventories: groups with <c>hosts</c>, <c>vars</c> and <c>children</c>.</summary>
sealed class YamlFormat(InventoryReading reading, SourceText source)
{
    readonly InventoryDraft draft = reading.Draft;
    readonly DiagnosticBag diagnostics = reading.Diagnostics;
    readonly AnsibleVariables variables = new(reading, Path.GetDirectoryName(source.FullPath)!);

    /// <summary>Whether a file is one of these, and not in Runner's own format, which has keys that no group would be named for.</summary>
    public static bool IsOne(YamlNode root) => root is YamlMapping { Entries: { Count: > 0 } entries }
        && !entries.Any(static entry => entry.Key.Text is "hosts" or "groups" or "vars")
        && entries.Any(static entry => entry.Key.Text is Inventory.All or Inventory.Ungrouped
            || entry.Value is YamlMapping { Entries: { Count: > 0 } keys } && keys.All(static key => key.Key.Text is "hosts" or "vars" or "children"));

    public void Read(YamlNode root)
    {
        if (MappingOf(root, "the inventory") is not { } groups) return;
        foreach (var (name, node) in groups) ReadGroup(name, node);
    }

    DraftGroup? ReadGroup(YamlScalar name, YamlNode node)
    {
        if (name.Text.Length == 0)
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, name.Location, "a group's name is empty");
            return null;
        }

        var group = draft.Group(name.Text);
        if (MappingOf(node, $"the group `{ShownText.Shorten(name.Text)}`") is not { } keys) return group;
        foreach (var (key, value) in keys)
        {
            switch (key.Text)
            {
                case "hosts": ReadHosts(group, value); break;
                case "vars": ReadVariables(group.Own, value, "`vars`", group); break;
                case "children": ReadChildren(group, value); break;
                default:
                    diagnostics.Error(DiagnosticCodes.UnknownKey, key.Location, $"the group `{ShownText.Shorten(name.Text)}` has no key `{ShownText.Shorten(key.Text)}`", NameHelp.For(key.Text, ["hosts", "vars", "children"]));
                    break;
            }
        }

        return group;
    }

    void ReadChildren(DraftGroup group, YamlNode node)
    {
        if (node is YamlScalar { Value.IsNull: false } single)
        {
            group.Add(draft.Group(single.Text), single.Location);
            return;
        }

        foreach (var (name, child) in MappingOf(node, "`children`") ?? [])
        {
            if (ReadGroup(name, child) is { } known) group.Add(known, name.Location);
        }
    }

    void ReadHosts(DraftGroup group, YamlNode node)
    {
        if (node is YamlScalar { Value.IsNull: false } single)
        {
            ReadHost(group, single, null);
            return;
        }

        foreach (var (name, value) in MappingOf(node, "`hosts`") ?? []) ReadHost(group, name, value);
    }

    void ReadHost(DraftGroup group, YamlScalar name, YamlNode? node)
    {
        var (written, port) = HostName.Split(name.Text);
        var layer = new VariableLayer();
        if (port is not null) variables.Add(layer, "ansible_port", long.Parse(port, System.Globalization.CultureInfo.InvariantCulture), name.Location);
        if (node is not null) ReadVariables(layer, node, $"the host `{ShownText.Shorten(name.Text)}`", null);
        foreach (var each in reading.Expand(written, name.Location, lists: false))
        {
            var host = draft.Host(each, name.Location);
            host.Own.Add(layer);
            group.Add(host);
        }
    }

    void ReadVariables(VariableLayer layer, YamlNode node, string what, DraftGroup? group)
    {
        foreach (var variable in MappingOf(node, what) ?? []) variables.Add(layer, variable, group);
    }

    /// <summary>The entries of a mapping; none for nothing, and null, with a diagnostic, for something else.</summary>
    IReadOnlyList<YamlEntry>? MappingOf(YamlNode node, string what)
    {
        if (node is YamlMapping mapping) return AnsibleYaml.EntriesOf(mapping);
        if (node is YamlScalar { Value.IsNull: true }) return [];
        diagnostics.Error(DiagnosticCodes.WrongType, node.Location, $"{what} must be a mapping, and this is {node.Display}",
            node is YamlSequence ? "end each name with a colon, without `- ` before it" : "end each name with a colon");
        return null;
    }
}
