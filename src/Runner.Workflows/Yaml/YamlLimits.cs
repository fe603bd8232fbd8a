namespace Runner.Workflows.Yaml;

/// <summary>How large a workflow file may be. Far above what people write, far below what hurts.</summary>
static class YamlLimits
{
    /// <summary>Bytes in a file.</summary>
    public const int FileSize = 4 * 1024 * 1024;

    /// <summary>Nesting of mappings and lists.</summary>
    public const int Depth = 64;

    /// <summary>Nodes, counted after aliases are followed: an alias bomb is small only on disk.</summary>
    public const int Nodes = 250_000;
}
