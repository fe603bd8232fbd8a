using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Inventories.Sources;

/// <summary>Where an inventory, or a part of one, comes from.</summary>
public abstract record InventorySource
{
    private protected InventorySource()
    {
    }

    /// <summary>A file, or a folder of files: Runner's own format, Ansible's INI or YAML, or JSON as dynamic inventories write it.</summary>
    /// <param name="path">Where it is, absolute.</param>
    /// <param name="shownAs">The path as the user wrote it, for messages; null when it is the same.</param>
    public static InventorySource OfFile(string path, string? shownAs = null) => new FileSource(path, shownAs ?? path);

    /// <summary>A program that writes JSON as Ansible's dynamic inventories do.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="folder">The folder that it starts in.</param>
    /// <param name="location">Where it is named.</param>
    public static InventorySource OfCommand(IReadOnlyList<string> command, TimeSpan timeout, string folder, SourceLocation location) =>
        new CommandSource(command, timeout, folder, location);

    /// <summary>Whether it is the same each time that it is read, so that a check before a run can read it.</summary>
    public virtual bool IsStatic => true;
}

/// <summary>A file or a folder.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="ShownAs">As the user wrote it.</param>
sealed record FileSource(string Path, string ShownAs) : InventorySource
{
    /// <summary>Where it is named; null when nobody wrote it into a file.</summary>
    public SourceLocation? Location { get; init; }
}

/// <summary>A program.</summary>
sealed record CommandSource(IReadOnlyList<string> Command, TimeSpan Timeout, string Folder, SourceLocation Location) : InventorySource
{
    public override bool IsStatic => false;
}

/// <summary>An inventory that stands in another file.</summary>
/// <param name="Root">Its root.</param>
/// <param name="Folder">The folder of that file.</param>
sealed record InlineSource(YamlNode Root, string Folder) : InventorySource;
