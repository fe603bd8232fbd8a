using Runner.Workflows.Configuration;

namespace Runner.Cli.Files;

/// <summary>The workflow files that arguments name: themselves, and those below folders.</summary>
static class WorkflowFiles
{
    /// <summary>Whether a file is a workflow's by its name.</summary>
    public static bool HasEnding(string path) => Path.GetExtension(path) is ".yaml" or ".yml";

    /// <summary>The files, as the user would name them.</summary>
    /// <exception cref="UsageException">A folder has none.</exception>
    public static IReadOnlyList<string> Find(IEnumerable<string> paths, Surroundings around)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            var folder = Path.Combine(around.WorkingDirectory, path);
            if (!Directory.Exists(folder))
            {
                files.Add(path);
                continue;
            }

            var found = Directory.EnumerateFiles(folder, "*.y*ml", SearchOption.AllDirectories)
                .Where(file => HasEnding(file) && Path.GetFileName(file) != RunnerConfiguration.FileName)
                .Order(StringComparer.Ordinal).Select(file => Path.Combine(path, Path.GetRelativePath(folder, file))).ToList();
            files.AddRange(found.Count > 0 ? found : throw new UsageException($"{path}: the folder has no *.yaml or *.yml file", null));
        }

        return files;
    }
}
