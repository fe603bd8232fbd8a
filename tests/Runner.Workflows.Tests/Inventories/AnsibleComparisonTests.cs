using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Sdk.Inventory;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Sources;
using Runner.Workflows.Tests.Fixtures;

namespace Runner.Workflows.Tests.Inventories;

/// <summary>What Runner reads of Ansible's inventories is what Ansible reads.</summary>
public sealed class AnsibleComparisonTests
{
    static readonly string[] Builtin = [Inventory.All, Inventory.Ungrouped];

    public static TheoryData<string> Cases => [.. AnsibleCases.All.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Groups_and_variables_are_those_that_Ansible_lists(string name)
    {
        using var folder = new TemporaryFolder();
        var files = AnsibleCases.All[name];
        foreach (var (path, text) in files) folder.Write(path, text);
        var file = files[0].Path.StartsWith("inventories/", StringComparison.Ordinal) ? "inventories" : files[0].Path;

        var theirs = await AskAnsible(folder, file);
        var (ours, diagnostics) = Sources.TryRead(null, InventorySource.OfFile(folder.PathOf(file), file));

        diagnostics.ShouldBeEmpty();
        foreach (var group in ours!.Groups) group.Hosts.Select(host => host.Name).Order().ShouldBe(MembersOf(theirs, group.Name).Order(), $"the group {group.Name}");
        var groups = theirs.Select(each => each.Key).Where(group => group != "_meta").Concat(theirs.SelectMany(each => Names(each.Value, "children")));
        groups.Distinct().Except(Builtin).Order().ShouldBe(ours.Groups.Where(group => group.Hosts.Count + group.Groups.Count > 0 || groups.Contains(group.Name)).Select(group => group.Name).Except(Builtin).Order());
        foreach (var host in ours.Hosts)
        {
            var expected = theirs["_meta"]!["hostvars"]![host.Name]?.AsObject() ?? [];
            expected.Remove("ansible_group_priority");
            Text(AsAnsible(host)).ShouldBe(Text(expected), $"the variables of {host.Name}");
        }
    }

    static IEnumerable<string> Names(JsonNode? group, string member) => group?[member]?.AsArray().Select(item => item!.GetValue<string>()) ?? [];

    static HashSet<string> MembersOf(JsonObject all, string group)
    {
        var members = Names(all[group], "hosts").ToHashSet();
        foreach (var child in Names(all[group], "children")) members.UnionWith(MembersOf(all, child));
        return members;
    }

    static JsonObject AsAnsible(InventoryHost host)
    {
        var variables = new JsonObject();
        foreach (var (name, value) in host.Variables) variables[name] = JsonSerializer.SerializeToNode(value);
        Add("ansible_host", host.Address);
        Add("ansible_user", host.User);
        Add("ansible_ssh_private_key_file", host.Settings.GetValueOrDefault("identity-file"));
        Add("ansible_password", host.Settings.GetValueOrDefault("password"));
        Add("ansible_become_password", host.Settings.GetValueOrDefault("sudo-password"));
        Add("ansible_port", host.Port?.ToString(CultureInfo.InvariantCulture));
        return variables;

        void Add(string name, string? value)
        {
            if (value is not null) variables[name] = value;
        }
    }

    /// <summary>One line a variable, sorted: numbers alike however they are written, a port as text or number.</summary>
    static string Text(JsonObject variables) => string.Join('\n', variables.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key} = {Text(each.Value, each.Key == "ansible_port")}"));

    static string Text(JsonNode? value, bool bare = false) => value switch
    {
        JsonObject map => $"{{{string.Join(", ", map.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => $"{each.Key}: {Text(each.Value)}"))}}}",
        JsonArray list => $"[{string.Join(", ", list.Select(item => Text(item)))}]",
        null => "null",
        _ when value.GetValueKind() == JsonValueKind.Number => value.Deserialize<double>().ToString(CultureInfo.InvariantCulture),
        _ when bare => value.ToString(),
        _ => value.ToJsonString(),
    };

    static async Task<JsonObject> AskAnsible(TemporaryFolder folder, string file)
    {
        var start = new ProcessStartInfo("ansible-inventory", ["-i", folder.PathOf(file), "--list"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        start.Environment["HOME"] = folder.Path;
        // Nothing of the machine's own settings.
        start.Environment["ANSIBLE_CONFIG"] = folder.Write("ansible.cfg", "[defaults]\n");
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("missing peer: ansible-inventory");
        }

        using (process!)
        {
            var errors = process!.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            process.ExitCode.ShouldBe(0, await errors);
            return JsonNode.Parse(output)!.AsObject();
        }
    }
}
