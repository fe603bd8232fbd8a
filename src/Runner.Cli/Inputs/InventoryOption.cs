using System.CommandLine;
using Runner.Workflows.Configuration;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Sources;

namespace Runner.Cli.Inputs;

/// <summary><c>--inventory FILE</c>, for every command that knows of hosts, and where hosts come from without it.</summary>
static class InventoryOption
{
    /// <summary>The file that is the inventory when nobody names another.</summary>
    const string StandardFile = "inventory.yaml";

    /// <summary>In place of a file: there is no inventory, whatever the project has.</summary>
    public const string None = "none";

    public static Option<string[]> Create() =>
        new("--inventory") { Description = "A file or folder with hosts, in place of the project's inventory: Runner's format, or Ansible's; may be repeated; none for no inventory", HelpName = "file" };

    /// <summary>The inventory, of which nothing is read before it is asked for.</summary>
    /// <param name="given">What the option names; it takes the place of what runner.yaml names.</param>
    /// <param name="variables">Environment variables, with those of an environment file.</param>
    /// <param name="configuration">Reads the configuration.</param>
    /// <param name="around">The working directory.</param>
    /// <exception cref="UsageException">A file that is given does not exist.</exception>
    public static ProjectInventory Resolve(string[] given, Func<string, string?> variables, Func<RunnerConfiguration> configuration, Surroundings around)
    {
        if (given is [None]) return new(static () => [], variables);
        foreach (var file in given)
        {
            var path = Path.Combine(around.WorkingDirectory, file);
            if (file.Length == 0 || !(File.Exists(path) || Directory.Exists(path))) throw new UsageException($"--inventory {file}: there is no such file", null);
        }

        return new(() => given.Length > 0 ? [.. given.Select(file => InventorySource.OfFile(Path.GetFullPath(file, around.WorkingDirectory), file))] : OfProject(configuration(), around), variables);
    }

    /// <summary>What the option names, as it can be named from another folder.</summary>
    public static string[] Absolute(string[] given, Surroundings around) => given is [] or [None] ? given : Array.ConvertAll(given, file => Path.GetFullPath(file, around.WorkingDirectory));

    static IReadOnlyList<InventorySource> OfProject(RunnerConfiguration configuration, Surroundings around)
    {
        if (configuration.Inventory is { } named) return named;
        foreach (var folder in new[] { configuration.Folder, around.WorkingDirectory })
        {
            if (folder is null) continue;
            var path = Path.Combine(folder, StandardFile);
            if (File.Exists(path)) return [InventorySource.OfFile(path, Path.GetRelativePath(around.WorkingDirectory, path))];
        }

        return [];
    }
}
