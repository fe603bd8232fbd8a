using Runner.Sdk.Inventory;
using Runner.Workflows.Inventories;

namespace Runner.Cli.Hosts;

/// <summary>Hosts to be shown.</summary>
/// <param name="Inventory">All that there are.</param>
/// <param name="Hosts">Those that are meant.</param>
/// <param name="WithVariables">Whether their settings and variables are wanted too.</param>
sealed record HostList(Inventory Inventory, IReadOnlyList<InventoryHost> Hosts, bool WithVariables)
{
    const string Hidden = "***";

    static readonly HashSet<string> SecretSettings = new(StringComparer.OrdinalIgnoreCase) { "password", "passphrase", "sudo-password", "answers" };

    /// <summary>How to log in to a host: a password is only said to be there.</summary>
    public IEnumerable<KeyValuePair<string, string>> SettingsOf(InventoryHost host) =>
        host.Settings.Select(setting => SecretSettings.Contains(setting.Key) ? new(setting.Key, Hidden) : new KeyValuePair<string, string>(setting.Key, WithoutSecrets(setting.Value)));

    /// <summary>A text without the inventory's passwords, wherever they were written once more.</summary>
    public string WithoutSecrets(string text) => Inventory.Secrets.Where(secret => secret.Length > 0).Aggregate(text, (shown, secret) => shown.Replace(secret, Hidden, StringComparison.Ordinal));

    /// <summary>The groups of a host that somebody wrote.</summary>
    public static IEnumerable<string> GroupsOf(InventoryHost host) => host.Groups.Where(group => group is not (Workflows.Inventories.Inventory.All or Workflows.Inventories.Inventory.Ungrouped));
}
