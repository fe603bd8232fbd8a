using Runner.Sdk.Networking;
using Runner.Workflows.Configuration;

namespace Runner.PluginHost;

/// <summary>Where plugins are looked for, and where what is learnt of them is kept.</summary>
public sealed record PluginCatalogueOptions
{
    /// <summary>
    /// Folders, in the order in which they win: each is a plugin's folder (it holds assemblies) or holds plugins'
    /// folders. Relative paths are relative to the current folder.
    /// </summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>
    /// Where manifests made by Runner are kept; null keeps none. A folder that cannot be written costs time at every
    /// start, nothing else.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>The documents whose operations are actions.</summary>
    public IReadOnlyList<ClientConfiguration> Clients { get; init; } = [];

    /// <summary>Where what is known of them is kept; null keeps nothing.</summary>
    public string? ClientCacheDirectory { get; init; }

    /// <summary>What may be reached when a document is fetched.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Default;
}
