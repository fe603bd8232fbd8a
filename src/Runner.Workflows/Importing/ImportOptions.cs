namespace Runner.Workflows.Importing;

/// <summary>How to import.</summary>
public sealed record ImportOptions
{
    /// <summary>The workflow's name; null takes one from the source.</summary>
    public string? Name { get; init; }

    /// <summary>The folder that the source's relative paths start from.</summary>
    public string SourceDirectory { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>The folder of the workflow: what its relative paths start from.</summary>
    public string OutputDirectory { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>What requests can say.</summary>
    public HttpCapabilities Capabilities { get; init; } = new();

    /// <summary>Of a HAR, the hosts whose requests are wanted; empty for all. A name also stands for its subdomains.</summary>
    public IReadOnlyList<string> OnlyHosts { get; init; } = [];

    /// <summary>Of a HAR, whether images, styles, fonts and scripts are wanted too.</summary>
    public bool WithAssets { get; init; }

    /// <summary>Of a HAR, whether the headers are wanted that browsers send of their own.</summary>
    public bool WithAllHeaders { get; init; }

    /// <summary>A Postman environment, whose values go before those of the collection.</summary>
    public ImportSource? Environment { get; init; }

    /// <summary>A path of the source, as the workflow names it.</summary>
    internal string PathFor(string path)
    {
        if (Path.IsPathRooted(path)) return path;
        var relative = Path.GetRelativePath(OutputDirectory, Path.Combine(SourceDirectory, path)).Replace('\\', '/');
        return relative.StartsWith("../", StringComparison.Ordinal) || !path.StartsWith("./", StringComparison.Ordinal) ? relative : $"./{relative}";
    }
}
