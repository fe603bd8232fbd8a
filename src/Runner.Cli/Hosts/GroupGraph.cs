using Runner.Workflows.Inventories;

namespace Runner.Cli.Hosts;

/// <summary>Groups as a tree, the hosts below the groups that they are in.</summary>
static class GroupGraph
{
    public static void Write(HostList list, TextWriter output)
    {
        var inventory = list.Inventory;
        var meant = list.Hosts.Select(host => host.Name).ToHashSet(StringComparer.Ordinal);
        var inner = inventory.Groups.Where(group => group.Name != Inventory.All).SelectMany(group => group.Groups).ToHashSet(StringComparer.Ordinal);
        var shown = new HashSet<string>(StringComparer.Ordinal);
        output.WriteLine(Inventory.All);
        var top = inventory.Groups.Where(group => group.Name != Inventory.All && !inner.Contains(group.Name) && IsMeant(group)).ToList();
        for (var i = 0; i < top.Count; i++) WriteGroup(top[i], "", i == top.Count - 1);

        void WriteGroup(InventoryGroup group, string indent, bool isLast)
        {
            var groups = group.Groups.Select(inventory.FindGroup).OfType<InventoryGroup>().Where(IsMeant).ToList();
            // A group in two others is taken apart once: the tree must not be larger than the inventory.
            var again = !shown.Add(group.Name);
            output.WriteLine($"{indent}{(isLast ? "└─ " : "├─ ")}{PrintableText.Of(group.Name)}{(again ? " (as above)" : "")}");
            if (again) return;
            var below = groups.SelectMany(each => each.Hosts).Select(host => host.Name).ToHashSet(StringComparer.Ordinal);
            var hosts = group.Hosts.Where(host => meant.Contains(host.Name) && !below.Contains(host.Name)).ToList();
            indent += isLast ? "   " : "│  ";
            for (var i = 0; i < hosts.Count; i++) output.WriteLine($"{indent}{(i == hosts.Count - 1 && groups.Count == 0 ? "└─ " : "├─ ")}{PrintableText.Of(hosts[i].Name)}");
            for (var i = 0; i < groups.Count; i++) WriteGroup(groups[i], indent, i == groups.Count - 1);
        }

        bool IsMeant(InventoryGroup group) => group.Hosts.Any(host => meant.Contains(host.Name));
    }
}
