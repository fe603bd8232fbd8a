using System.Globalization;
using System.Runtime.InteropServices;
using Runner.Sdk.Inventory;
using Runner.Workflows.Diagnostics;

namespace Runner.Workflows.Inventories.Building;

/// <summary>
/// A draft to an inventory. What groups say gives way to what their groups say, and that to what is said of the host; a value replaces
/// the one that it takes precedence over, as a whole.
/// </summary>
sealed class InventoryBuilder(InventoryDraft draft)
{
    readonly Dictionary<string, Inherited> inherited = new(StringComparer.Ordinal);
    /// <summary>Of hosts, the settings that have no value, and why.</summary>
    readonly Dictionary<string, IReadOnlyDictionary<string, string>> unready = new(StringComparer.Ordinal);
    readonly HashSet<string> secrets = new(StringComparer.Ordinal);

    /// <summary>What hosts that are in the same groups have in common.</summary>
    sealed record Inherited(IReadOnlyList<string> Groups, VariableLayer Layer);

    /// <summary>The inventory; null, with a diagnostic, when the groups make no sense.</summary>
    public static Inventory? Build(InventoryDraft draft, DiagnosticBag diagnostics)
    {
        var before = diagnostics.ErrorCount;
        draft.Resolve(diagnostics);
        if (diagnostics.ErrorCount > before) return null;
        var ungrouped = draft.Group(Inventory.Ungrouped);
        WarnOfSharedNames(draft, diagnostics);
        foreach (var host in draft.Hosts)
        {
            if (host.Groups.TrueForAll(group => group == draft.All || group == ungrouped)) ungrouped.Add(host);
            else if (host.Groups.Remove(ungrouped)) ungrouped.Hosts.Remove(host);
        }

        return GroupOrder.SetLevels(draft, diagnostics) ? new InventoryBuilder(draft).Build() : null;
    }

    /// <summary>A pattern with such a name means the group, as in Ansible, which warns too.</summary>
    static void WarnOfSharedNames(InventoryDraft draft, DiagnosticBag diagnostics)
    {
        foreach (var host in draft.Hosts)
        {
            if (draft.FindGroup(host.Name) is not null)
                diagnostics.Warning(DiagnosticCodes.SharedName, host.Location, $"a host and a group are both named `{ShownText.Shorten(host.Name)}`: a pattern with this name means the group", "rename one of them; host('...') and a file of --limit @FILE mean the host");
        }
    }

    Inventory Build()
    {
        var hosts = new InventoryHost[draft.Hosts.Count];
        foreach (var host in draft.Hosts) hosts[host.Place] = HostOf(host);
        var groups = draft.Groups.Where(group => group.Name is not (Inventory.All or Inventory.Ungrouped)).Select(group => GroupOf(group, hosts)).ToList();
        groups.Insert(0, new(Inventory.All, hosts) { Groups = ChildrenOf(draft.All) });
        groups.Add(GroupOf(draft.Group(Inventory.Ungrouped), hosts));
        return new(hosts, groups, unready, secrets);
    }

    static IReadOnlyList<string> ChildrenOf(DraftGroup group) => [.. group.Children.Select(child => child.Group.Name)];

    static InventoryGroup GroupOf(DraftGroup group, InventoryHost[] hosts)
    {
        var members = new List<InventoryHost>();
        var seen = new HashSet<DraftGroup>();
        var taken = new HashSet<DraftHost>();
        // A stack of our own: groups may be nested thousands deep.
        var open = new Stack<DraftGroup>([group]);
        while (open.TryPop(out var at))
        {
            if (!seen.Add(at)) continue;
            foreach (var host in at.Hosts)
            {
                if (taken.Add(host)) members.Add(hosts[host.Place]);
            }

            for (var i = at.Children.Count - 1; i >= 0; i--) open.Push(at.Children[i].Group);
        }

        return new(group.Name, members) { Groups = ChildrenOf(group) };
    }

    InventoryHost HostOf(DraftHost host)
    {
        var above = InheritedBy(host);
        var own = host.Own;
        if (host.Folder is { } folder)
        {
            own = new();
            own.Add(host.Own);
            own.Add(folder);
        }

        var settings = own.Settings.Count == 0 ? above.Layer.Settings : new Dictionary<string, SettingValue>(above.Layer.Settings, StringComparer.Ordinal);
        if (own.Settings.Count > 0)
        {
            foreach (var (name, value) in own.Settings) settings[name] = value;
        }

        var login = new Dictionary<string, string>(StringComparer.Ordinal);
        OrderedDictionary<string, string>? missing = null;
        foreach (var (name, value) in settings)
        {
            if (value.Missing is not null) (missing ??= new(StringComparer.Ordinal))[name] = $"`{name}` of the host `{host.Name}` {value.Missing}";
            else if (name is not (LoginSettings.Address or LoginSettings.Port or LoginSettings.User)) login.Add(name, value.Text);
            if (value.Text.Length > 0 && LoginSettings.IsSecret(name)) secrets.Add(value.Text);
        }

        if (missing is not null) unready[host.Name] = missing;
        return new()
        {
            Name = host.Name,
            Address = TextOf(settings, LoginSettings.Address),
            Port = TextOf(settings, LoginSettings.Port) is { } port ? int.Parse(port, CultureInfo.InvariantCulture) : null,
            User = TextOf(settings, LoginSettings.User),
            Settings = login,
            Groups = above.Groups,
            Variables = own.Variables.Count == 0 ? above.Layer.Variables
                : above.Layer.Variables.Count == 0 ? own.Variables
                : new OverlaidVariables(own.Variables, above.Layer.Variables),
        };
    }

    static string? TextOf(Dictionary<string, SettingValue> settings, string name) =>
        settings.TryGetValue(name, out var value) && value.Missing is null ? value.Text : null;

    Inherited InheritedBy(DraftHost host)
    {
        var key = string.Join(',', host.Groups.Select(group => group.Place).Order());
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(inherited, key, out _);
        return known ??= Inherit(GroupOrder.Above(host.Groups, draft));
    }

    Inherited Inherit(List<DraftGroup> groups)
    {
        var layer = new VariableLayer();
        foreach (var group in groups) layer.Add(group.Own);
        // As in Ansible, the folder comes over every file, whatever group it is of.
        foreach (var group in groups)
        {
            if (group.Folder is { } folder) layer.Add(folder);
        }

        return new([.. groups.Where(group => group != draft.All).Select(group => group.Name)], layer);
    }
}
