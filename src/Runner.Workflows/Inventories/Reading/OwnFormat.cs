using System.Buffers;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Building;
using Runner.Workflows.Syntax;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Inventories.Reading;

/// <summary>Reads Runner's own inventories: <c>hosts</c>, <c>groups</c>, <c>vars</c>.</summary>
sealed class OwnFormat(InventoryReading reading, string folder)
{
    static readonly SearchValues<char> NotInGroups = SearchValues.Create(" \t\r\n:,!&~*?[]");

    const string HostsExample = "hosts: { web1: { address: 10.0.0.1 } }";

    readonly InventoryDraft draft = reading.Draft;
    readonly DiagnosticBag diagnostics = reading.Diagnostics;
    readonly OwnValues values = new(reading, folder);

    public void Read(YamlNode root, string subject)
    {
        draft.OrderedByName = false;
        if (MappingReader.Of(root, subject, diagnostics, $"such as {HostsExample}") is not { } keys) return;
        var hosts = keys.Node("hosts");
        var groups = keys.Entries("groups", "{ web: { hosts: [web1] } }") ?? [];
        values.ReadVariables(keys.Node("vars"), draft.All.Own);
        keys.Finish(key => key == "children" ? "groups within a group are its `groups`" : LoginSettings.All.Contains(key) ? $"what is so of every host stands with the group all: groups: {{ all: {{ {key}: ... }} }}" : null);
        if (hosts is not null) ReadHosts(hosts);
        foreach (var (name, _) in groups) Declare(name);
        foreach (var (name, node) in groups) ReadGroup(name, node);
    }

    void ReadHosts(YamlNode node)
    {
        switch (node)
        {
            case YamlMapping mapping:
                foreach (var (name, entry) in mapping.Entries) ReadHost(name, entry);
                break;
            case YamlSequence list when list.Items.All(item => item is YamlScalar { Value.IsNull: false }):
                foreach (var item in list.Items.Cast<YamlScalar>()) ReadHost(item, null);
                break;
            default:
                diagnostics.Error(DiagnosticCodes.WrongType, node.Location, $"`hosts` must be a mapping of names, and this is {node.Display}", $"such as {HostsExample}");
                break;
        }
    }

    void ReadHost(YamlScalar name, YamlNode? node)
    {
        var layer = new VariableLayer();
        if (node is not null and not YamlScalar { Value.IsNull: true })
        {
            if (MappingReader.Of(node, $"the host `{ShownText.Shorten(name.Text)}`", diagnostics, "such as { address: 10.0.0.1, vars: { role: primary } }") is not { } keys) return;
            values.ReadSettings(keys, layer);
            values.ReadVariables(keys.Node("vars"), layer);
            keys.Finish(WhyNotInHost);
        }

        foreach (var each in reading.Expand(name.Text, name.Location, lists: true)) draft.Host(each, name.Location).Own.Add(layer);
    }

    static string? WhyNotInHost(string key) => key is "groups" or "group" ? "a group names its hosts: groups: { web: { hosts: [web1] } }" : WhyNot(key);

    static string? WhyNot(string key) => key switch
    {
        "host" or "hostname" or "ansible_host" => "where it is reached is its `address`",
        "children" => "groups within a group are its `groups`",
        "identity" or "key" or "private-key" or "ansible_ssh_private_key_file" => "the private key is its `identity-file`",
        "proxy-jump" or "bastion" => "hosts to go through are its `jump`",
        _ => key.StartsWith("ansible_", StringComparison.Ordinal) ? "Ansible's names are for Ansible's inventories; a variable stands under `vars`" : null,
    };

    void Declare(YamlScalar name)
    {
        if (name.Text is "hosts" or "groups" or "vars" || name.Text.Length == 0 || name.Text.AsSpan().ContainsAny(NotInGroups))
            diagnostics.Error(DiagnosticCodes.InvalidValue, name.Location, $"`{ShownText.Shorten(name.Text)}` cannot be a group's name", "a name has no spaces, and none of : , ! & ~ * ? [ ]; hosts, groups and vars are keys");
        else if (name.Text == Inventory.Ungrouped)
            diagnostics.Error(DiagnosticCodes.InvalidValue, name.Location, "`ungrouped` are the hosts that no group names", "what is so of every host stands with the group all");
        else draft.Group(name.Text);
    }

    void ReadGroup(YamlScalar name, YamlNode node)
    {
        if (draft.FindGroup(name.Text) is not { } group || node is YamlScalar { Value.IsNull: true }) return;
        var subject = $"the group `{ShownText.Shorten(name.Text)}`";
        if (MappingReader.Of(node, subject, diagnostics, "such as { hosts: [web1], user: deploy }") is not { } keys) return;
        var hosts = keys.Scalars("hosts", "[web1, web2]") ?? [];
        var groups = keys.Scalars("groups", "[web, db]") ?? [];
        values.ReadSettings(keys, group.Own);
        values.ReadVariables(keys.Node("vars"), group.Own);
        keys.Finish(WhyNot);
        foreach (var host in hosts)
        {
            foreach (var each in reading.Expand(host.Text, host.Location, lists: true)) draft.Name(group, each, host.Location);
        }

        foreach (var child in groups)
        {
            if (draft.FindGroup(child.Text) is { } known) group.Add(known, child.Location);
            else diagnostics.Error(DiagnosticCodes.UnknownHosts, child.Location, $"{subject} names the group `{ShownText.Shorten(child.Text)}`, which is not under `groups`", NameHelp.For(child.Text, [.. draft.Groups.Select(each => each.Name)], "there are"));
        }
    }
}
