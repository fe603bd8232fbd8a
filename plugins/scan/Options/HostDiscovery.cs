namespace Runner.Plugins.Scan;

/// <summary>Whether hosts are looked for before their ports are asked.</summary>
public enum HostDiscovery
{
    /// <summary>Networks and ranges are searched for hosts first; a target that is named by itself is scanned in any case.</summary>
    Auto,

    /// <summary>Every address is taken to be a host.</summary>
    None,

    /// <summary>Every target is looked for first, also those that are named by themselves.</summary>
    All,
}
