using System.Text.RegularExpressions;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Building;
using Runner.Workflows.Inventories.Reading;
using Runner.Workflows.Text;

namespace Runner.Workflows.Inventories.Ansible;

/// <summary>Reads Ansible's INI inventories: hosts a line, <c>[group]</c>, <c>[group:vars]</c>, <c>[group:children]</c>.</summary>
sealed partial class IniFormat(InventoryReading reading, SourceText source)
{
    readonly InventoryDraft draft = reading.Draft;
    readonly DiagnosticBag diagnostics = reading.Diagnostics;
    readonly AnsibleVariables variables = new(reading, Path.GetDirectoryName(source.FullPath)!);

    // Sections may come before the group that they speak of.
    readonly List<(string Group, string Section, SourceLocation Location)> pending = [];
    readonly HashSet<string> declared = new(StringComparer.Ordinal) { Inventory.All, Inventory.Ungrouped };

    public void Read()
    {
        var group = draft.Group(Inventory.Ungrouped);
        var kind = "hosts";
        for (var (number, start) = (1, 0); start < source.Content.Length; number++)
        {
            var end = source.Content.IndexOf('\n', start);
            if (end < 0) end = source.Content.Length;
            var raw = source.Content[start..end];
            var line = raw.Trim();
            var location = new SourceLocation(source, new(start + (raw.Length - raw.TrimStart().Length), line.Length));
            start = end + 1;
            if (line.Length == 0 || line[0] is '#' or ';') continue;
            if (diagnostics.IsFull) return;
            if (line[0] == '[' && Section().Match(line) is { Success: true } section)
            {
                (group, kind) = Begin(section, location);
                continue;
            }

            if (line[0] == '[' && (!line.Contains(']', StringComparison.Ordinal) || (line[^1] == ']' && HostName.Split(line).Name == line)))
            {
                diagnostics.Error(DiagnosticCodes.InventoryFormat, location, $"`{ShownText.Shorten(line)}` is no section", "a section is [group], [group:vars] or [group:children]");
                continue;
            }

            switch (kind)
            {
                case "hosts": ReadHosts(group, line, location); break;
                case "vars": ReadVariable(group, line, location); break;
                case "children": ReadChild(group, line, location); break;
            }
        }

        foreach (var (name, section, location) in pending)
        {
            if (!declared.Contains(name) && draft.FindGroup(name) is not { Hosts.Count: > 0 })
                diagnostics.Error(DiagnosticCodes.InventoryFormat, location, section == "child" ? $"no section declares the group `{ShownText.Shorten(name)}`" : $"[{ShownText.Shorten(name)}:{section}] speaks of a group that no section declares",
                    NameHelp.Near(name, declared) ?? $"declare it: [{ShownText.Shorten(name)}]");
        }
    }

    (DraftGroup, string) Begin(Match section, SourceLocation location)
    {
        var name = section.Groups["name"].Value;
        var kind = section.Groups["kind"] is { Success: true } given ? given.Value : "hosts";
        switch (kind)
        {
            case "hosts":
            // A group of groups is one by that.
            case "children":
                declared.Add(name);
                break;
            case "vars":
                pending.Add((name, kind, location));
                break;
            default:
                diagnostics.Error(DiagnosticCodes.InventoryFormat, location, $"a section cannot be `{ShownText.Shorten(kind)}`", NameHelp.Near(kind, ["hosts", "vars", "children"]) ?? "a section is [group], [group:vars] or [group:children]");
                break;
        }

        return (draft.Group(name), kind);
    }

    void ReadHosts(DraftGroup group, string line, SourceLocation location)
    {
        List<string> words;
        try
        {
            words = ShellWords.Split(line);
        }
        catch (FormatException e)
        {
            diagnostics.Error(DiagnosticCodes.InventoryFormat, location, $"the line cannot be read: {e.Message}", "a value with a quote in it needs quotes around it: name=\"it's\"");
            return;
        }

        if (words.Count == 0) return;
        var (name, port) = HostName.Split(words[0]);
        var layer = new VariableLayer();
        if (port is not null) variables.Add(layer, "ansible_port", long.Parse(port, System.Globalization.CultureInfo.InvariantCulture), location);
        foreach (var word in words.Skip(1))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                diagnostics.Error(DiagnosticCodes.InventoryFormat, location, $"`{ShownText.Shorten(word)}` is no variable", "after a host come variables, as name=value; each host has a line of its own");
                return;
            }

            variables.Add(layer, word[..equals], PythonLiteral.Read(word[(equals + 1)..]), location);
        }

        foreach (var each in reading.Expand(name, location, lists: false))
        {
            var host = draft.Host(each, location);
            host.Own.Add(layer);
            group.Add(host);
        }
    }

    void ReadVariable(DraftGroup group, string line, SourceLocation location)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            diagnostics.Error(DiagnosticCodes.InventoryFormat, location, $"`{ShownText.Shorten(line)}` is no variable", "in a section of variables each line is name=value");
            return;
        }

        variables.Add(group.Own, line[..equals].Trim(), PythonLiteral.Read(line[(equals + 1)..].Trim()), location, group);
    }

    void ReadChild(DraftGroup group, string line, SourceLocation location)
    {
        var name = Comment().Replace(line, "");
        if (name.Length == 0 || name.Contains(' ', StringComparison.Ordinal))
        {
            diagnostics.Error(DiagnosticCodes.InventoryFormat, location, $"`{ShownText.Shorten(line)}` is no group's name", "in a section of children each line is the name of a group");
            return;
        }

        pending.Add((name, "child", location));
        group.Add(draft.Group(name), location);
    }

    [GeneratedRegex(@"\A\[(?<name>[^:\]\s]+)(?::(?<kind>\w+))?\]\s*(?:\#.*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Section();

    [GeneratedRegex(@"\s*\#.*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();
}
