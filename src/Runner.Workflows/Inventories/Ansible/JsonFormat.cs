using System.Text;
using System.Text.Json;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories.Building;
using Runner.Workflows.Inventories.Reading;
using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Inventories.Ansible;

/// <summary>
/// Reads JSON as Ansible's dynamic inventories write it: <c>{"web": {"hosts": [...], "vars": {}, "children": []}, "_meta": {"hostvars": {}}}</c>.
/// Hosts and children may also be objects, as in its YAML files.
/// </summary>
sealed class JsonFormat(InventoryReading reading, SourceText source, string folder)
{
    readonly InventoryDraft draft = reading.Draft;
    readonly DiagnosticBag diagnostics = reading.Diagnostics;
    readonly AnsibleVariables variables = new(reading, folder);

    public void Read()
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(source.Content);
        }
        catch (JsonException e)
        {
            diagnostics.Error(DiagnosticCodes.InventoryFormat, new(source, new(OffsetOf(e), 1)), $"this is not JSON: {JsonProblem.Reason(e)}",
                source.Content.StartsWith('#') ? "is it a program? Have it run: inventory: { command: [./hosts.py, --list] }" : null);
            return;
        }

        using (document)
        {
            if (!Is(document.RootElement, JsonValueKind.Object, "the inventory", "an object")) return;
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (diagnostics.IsFull) return;
                var name = JsonText.NameOf(member);
                if (name == "_meta") ReadHostVariables(member.Value);
                else ReadGroup(name, member.Value);
            }
        }
    }

    int OffsetOf(JsonException e)
    {
        if (JsonProblem.Place(e) is not var (line, at) || line > int.MaxValue) return 0;
        var text = Encoding.UTF8.GetBytes(source.Line((int)line));
        return source.OffsetOf((int)line, Encoding.UTF8.GetCharCount(text, 0, (int)Math.Min(at - 1, text.Length)) + 1);
    }

    SourceLocation Whole => new(source, default);

    bool Is(JsonElement value, JsonValueKind kind, string what, string wanted)
    {
        if (value.ValueKind == kind) return true;
        diagnostics.Error(DiagnosticCodes.InventoryFormat, Whole, $"{what} must be {wanted}, and this is {Display(value.ValueKind)}", """such as {"web": {"hosts": ["web1"]}, "_meta": {"hostvars": {}}}""");
        return false;
    }

    static string Display(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };

    void ReadHostVariables(JsonElement meta)
    {
        if (!Is(meta, JsonValueKind.Object, "`_meta`", "an object") || !meta.TryGetProperty("hostvars", out var hosts) || !Is(hosts, JsonValueKind.Object, "`_meta.hostvars`", "an object")) return;
        foreach (var member in hosts.EnumerateObject())
        {
            var name = JsonText.NameOf(member);
            foreach (var host in HostsOf(name)) ReadVariables(host.Own, member.Value, $"`_meta.hostvars.{ShownText.Shorten(name)}`", null);
        }
    }

    DraftGroup? ReadGroup(string name, JsonElement value)
    {
        var shown = ShownText.Shorten(name);
        if (name.Length == 0)
        {
            diagnostics.Error(DiagnosticCodes.InventoryFormat, Whole, "a group's name is empty");
            return null;
        }

        var group = draft.Group(name);
        if (value.ValueKind is JsonValueKind.Array)
        {
            ReadHosts(group, value, $"`{shown}`");
            return group;
        }

        if (value.ValueKind == JsonValueKind.Null || !Is(value, JsonValueKind.Object, $"the group `{shown}`", "an object or a list of hosts")) return group;
        foreach (var member in value.EnumerateObject())
        {
            var what = $"`{shown}.{ShownText.Shorten(JsonText.NameOf(member))}`";
            switch (JsonText.NameOf(member))
            {
                case "hosts": ReadHosts(group, member.Value, what); break;
                case "vars": ReadVariables(group.Own, member.Value, what, group); break;
                case "children": ReadChildren(group, member.Value, what); break;
                case var other:
                    diagnostics.Error(DiagnosticCodes.InventoryFormat, Whole, $"the group `{shown}` has no member `{ShownText.Shorten(other)}`", NameHelp.For(other, ["hosts", "vars", "children"]));
                    break;
            }
        }

        return group;
    }

    void ReadHosts(DraftGroup group, JsonElement hosts, string what)
    {
        if (hosts.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in hosts.EnumerateObject())
            {
                foreach (var host in HostsOf(JsonText.NameOf(member)))
                {
                    group.Add(host);
                    ReadVariables(host.Own, member.Value, $"`{ShownText.Shorten(JsonText.NameOf(member))}`", null);
                }
            }

            return;
        }

        foreach (var name in NamesIn(hosts, what))
        {
            foreach (var host in HostsOf(name)) group.Add(host);
        }
    }

    void ReadChildren(DraftGroup group, JsonElement children, string what)
    {
        if (children.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in children.EnumerateObject())
            {
                if (ReadGroup(JsonText.NameOf(member), member.Value) is { } child) group.Add(child, Whole);
            }

            return;
        }

        foreach (var name in NamesIn(children, what)) group.Add(draft.Group(name), Whole);
    }

    IEnumerable<string> NamesIn(JsonElement list, string what)
    {
        if (list.ValueKind == JsonValueKind.Null || !Is(list, JsonValueKind.Array, what, "a list of names")) yield break;
        foreach (var item in list.EnumerateArray())
        {
            if (!Is(item, JsonValueKind.String, $"an item of {what}", "a name")) yield break;
            yield return JsonText.Of(item);
        }
    }

    IEnumerable<DraftHost> HostsOf(string name)
    {
        foreach (var each in reading.Expand(name, Whole, lists: false)) yield return draft.Host(each, Whole);
    }

    void ReadVariables(VariableLayer layer, JsonElement value, string what, DraftGroup? group)
    {
        if (value.ValueKind == JsonValueKind.Null || !Is(value, JsonValueKind.Object, what, "an object")) return;
        foreach (var member in value.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("__ansible_vault", out _))
                diagnostics.Error(DiagnosticCodes.VaultEncrypted, Whole, $"`{ShownText.Shorten(JsonText.NameOf(member))}` is encrypted with Ansible Vault, which Runner does not decrypt", "take the secret from the environment, in an inventory of Runner's own format: password: ${{ env('DB_PASSWORD') }}");
            else variables.Add(layer, JsonText.NameOf(member), ValueOf(member.Value), Whole, group, IsUnsafe(member.Value, out _));
        }
    }

    static object? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => JsonText.Of(value),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.Array => value.EnumerateArray().Select(ValueOf).ToList(),
        JsonValueKind.Object => IsUnsafe(value, out var text) ? text : MapOf(value),
        _ => null,
    };

    /// <summary>Whether it is a text that Ansible is not to take for a template, as ansible-inventory writes it.</summary>
    static bool IsUnsafe(JsonElement value, out string? text)
    {
        var isOne = value.ValueKind == JsonValueKind.Object && value.TryGetProperty("__ansible_unsafe", out var inner) && inner.ValueKind == JsonValueKind.String && value.EnumerateObject().Count() == 1;
        text = isOne ? JsonText.Of(value.GetProperty("__ansible_unsafe")) : null;
        return isOne;
    }

    static Dictionary<string, object?> MapOf(JsonElement value)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject()) map[JsonText.NameOf(member)] = ValueOf(member.Value);
        return map;
    }
}
