using Runner.Sdk.Inventory;
using Runner.Workflows.Inventories;

namespace Runner.Cli.Inputs;

/// <summary>Hosts as a command line chooses them: by a pattern, or by <c>@FILE</c> with the name of a host a line.</summary>
sealed class HostPattern
{
    readonly string written;
    readonly IReadOnlyList<(string Name, int Line)>? lines;

    HostPattern(string written, IReadOnlyList<(string Name, int Line)>? lines) => (this.written, this.lines) = (written, lines);

    /// <summary>The names of the file, or what stands between the commas of the pattern.</summary>
    public IEnumerable<string> Names => lines?.Select(line => line.Name) ?? written.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What was written, with the file read.</summary>
    /// <exception cref="UsageException">The file cannot be read, or is empty.</exception>
    public static HostPattern Read(string written, Surroundings around)
    {
        if (!written.StartsWith('@')) return new(written, null);
        try
        {
            var names = File.ReadLines(Path.Combine(around.WorkingDirectory, written[1..])).Select((line, index) => (Name: line.Trim(), Line: index + 1)).Where(line => line.Name.Length > 0 && line.Name[0] != '#').ToList();
            return names.Count > 0 ? new(written, names) : throw new UsageException($"{written}: the file names no host", "write a name a line");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{written}: {(e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : e.Message)}", "@FILE is a file with the name of a host a line");
        }
    }

    /// <summary>The hosts of an inventory.</summary>
    /// <exception cref="InventoryPatternException">The pattern chooses none.</exception>
    /// <exception cref="UsageException">The file names what is no host.</exception>
    public IReadOnlyList<InventoryHost> Select(Inventory inventory)
    {
        if (lines is null) return inventory.Select(written);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // A name of the file is never a pattern: a group may have the name of a host.
        return [.. lines.Select(line => HostOf(line, inventory)).Where(host => seen.Add(host.Name))];
    }

    InventoryHost HostOf((string Name, int Line) line, Inventory inventory) => inventory.Find(line.Name)
        ?? throw new UsageException($"{written[1..]}:{line.Line}: no host is named `{line.Name}`", inventory.FindGroup(line.Name) is null ? "@FILE has the name of one host a line" : $"that is a group; `runner hosts {line.Name}` writes the names of its hosts");
}
