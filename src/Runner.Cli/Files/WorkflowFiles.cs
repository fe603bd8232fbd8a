using System.IO.Enumeration;
using Runner.Workflows.Configuration;

namespace Runner.Cli.Files;

/// <summary>The workflow files that a command line names, folders opened.</summary>
static class WorkflowFiles
{
    static readonly EnumerationOptions Everywhere = new() { RecurseSubdirectories = true, AttributesToSkip = 0, IgnoreInaccessible = false };

    /// <summary>Whether a file is a workflow's by its name.</summary>
    public static bool HasEnding(ReadOnlySpan<char> path) => Path.GetExtension(path) is ".yaml" or ".yml";

    /// <summary>The files, each named as the user would name it; an empty list when it is a folder without workflows.</summary>
    public static IReadOnlyList<string> Named(string path, Surroundings around)
    {
        var folder = Path.GetFullPath(path, around.WorkingDirectory);
        return Directory.Exists(folder) ? [.. In(folder).Order(StringComparer.Ordinal).Select(file => Path.Combine(path, Path.GetRelativePath(folder, file)))] : [path];
    }

    /// <summary>Links to files count; links to folders are not followed, since one of them may lead back.</summary>
    static FileSystemEnumerable<string> In(string folder) => new(folder, static (ref entry) => entry.ToFullPath(), Everywhere)
    {
        ShouldIncludePredicate = static (ref entry) => !entry.IsDirectory && HasEnding(entry.FileName) && entry.FileName is not RunnerConfiguration.FileName,
        ShouldRecursePredicate = static (ref entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
    };
}
