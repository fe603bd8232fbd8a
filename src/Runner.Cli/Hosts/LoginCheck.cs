using Runner.Reporting;
using Runner.Sdk.Inventory;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Inventories;

namespace Runner.Cli.Hosts;

/// <summary>Whether what hosts say about logging in is something that the action knows, so that nothing is said in vain.</summary>
static class LoginCheck
{
    /// <summary>For commands on the host, not for the login.</summary>
    const string SudoPassword = "sudo-password";

    /// <summary>What is wrong, each thing once.</summary>
    public static IReadOnlyList<string> Of(Inventory inventory, IReadOnlyList<FleetHost> hosts, ActionDescriptor connect)
    {
        var names = connect.Inputs.Fields.Select(field => field.Name).ToList();
        return [.. hosts.Select(host => inventory.Find(host.Name)).OfType<InventoryHost>().SelectMany(host => host.Settings.Keys.Select(setting => (Host: host.Name, Setting: setting)))
            .Where(each => each.Setting != SudoPassword && connect.Inputs.Field(each.Setting) is null)
            .GroupBy(each => each.Setting, each => each.Host, StringComparer.Ordinal)
            .Select(group => $"{PrintableText.Of(group.First())}{(group.Count() > 1 ? $" and {group.Count() - 1} more" : "")}: {connect.Name} knows no `{PrintableText.Of(group.Key)}`{(DidYouMean.Suggest(group.Key, names) is { } near ? $"; did you mean {near}?" : "")}")];
    }
}
