using System.Net.Sockets;
using Runner.Sdk;
using Runner.Sdk.Inventory;
using Runner.Sdk.Networking;

namespace Runner.Plugins.Scan.Targets;

/// <summary>How targets are read and resolved.</summary>
sealed record TargetOptions
{
    /// <summary>What the paths of files of targets (<c>@FILE</c>) are relative to.</summary>
    public string BaseDirectory { get; init; } = Environment.CurrentDirectory;

    /// <summary>
    /// The family of addresses to take of names; null for IPv4 where a name has such an address, else IPv6, as nmap chooses too: what listens on
    /// both is found at either, and many things listen on IPv4 only.
    /// </summary>
    public AddressFamily? Family { get; init; }

    /// <summary>Whether all addresses of a name are scanned (of both families, unless <see cref="Family"/> says one), and not the first only.</summary>
    public bool AllAddresses { get; init; }

    /// <summary>How long one name may take to look up.</summary>
    public TimeSpan ResolveTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Finds a host of the inventory by its name: <see cref="Sdk.ActionContext.FindHost"/>. Null without an inventory.</summary>
    public Func<string, InventoryHost?>? FindHost { get; init; }

    /// <summary>What may be scanned.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Ambient;

    /// <summary>What the user knows the targets as, for errors.</summary>
    public string Input { get; init; } = "targets";

    /// <summary>What the user knows the exclusions as, for errors.</summary>
    public string ExcludeInput { get; init; } = "exclude";

    /// <summary>How the inputs of an action are read: by its folder, its inventory and its policy.</summary>
    public static TargetOptions Of(ActionContext context) => new() { BaseDirectory = context.BaseDirectory, FindHost = context.FindHost, Network = context.Network };
}
