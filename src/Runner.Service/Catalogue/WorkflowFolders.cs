using System.IO.Enumeration;
using Runner.Workflows.Configuration;

namespace Runner.Service.Catalogue;

/// <summary>The workflow files below the folders, or that fit the patterns, that <c>service.workflows</c> names.</summary>
public sealed class WorkflowFolders
{
    static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = false };

    readonly string project;
    readonly (string Folder, string? Pattern, string Written)[] places;

    /// <summary>Takes what was written.</summary>
    /// <param name="project">What it is relative to.</param>
    /// <param name="written">Folders, files, and patterns in which <c>*</c> stands for any characters, also for folders.</param>
    public WorkflowFolders(string project, IReadOnlyList<string> written)
    {
        this.project = project;
        places = [.. written.Select(each => PlaceOf(project, each))];
    }

    /// <summary>The folders that are looked through.</summary>
    public IReadOnlyList<string> Roots => [.. places.Select(place => place.Folder).Distinct(StringComparer.Ordinal)];

    /// <summary>A file's path relative to the project, with slashes.</summary>
    public string NameOf(string path) => Path.GetRelativePath(project, path).Replace('\\', '/');

    /// <summary>The files, absolute, in order.</summary>
    /// <param name="problems">Takes what cannot be read: the place as it was written, and why.</param>
    public IReadOnlyList<string> Files(List<(string Place, string Problem)> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        var files = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (folder, pattern, written) in places)
        {
            if (pattern is null && File.Exists(folder))
            {
                files.Add(folder);
                continue;
            }

            if (!Directory.Exists(folder))
            {
                problems.Add((written, $"there is no folder {NameOf(folder)}"));
                continue;
            }

            var before = problems.Count;
            if (!Add(files, folder, pattern, (place, problem) => problems.Add((NameOf(place), problem))) && pattern is not null && problems.Count == before) problems.Add((written, $"no workflow fits {written}"));
        }

        return [.. files];
    }

    /// <summary>Folder by folder: one that cannot be read keeps none of the others from being read.</summary>
    bool Add(SortedSet<string> files, string root, string? pattern, Action<string, string> tell)
    {
        var before = files.Count;
        var open = new Stack<string>([root]);
        while (open.TryPop(out var folder))
        {
            try
            {
                foreach (var (path, isFolder) in new FileSystemEnumerable<(string Path, bool IsFolder)>(folder, static (ref entry) => (entry.ToFullPath(), entry.IsDirectory), Everything) { ShouldIncludePredicate = static (ref entry) => IsLookedAt(ref entry) })
                {
                    if (isFolder) open.Push(path);
                    else if (pattern is null || FileSystemName.MatchesSimpleExpression(pattern, NameOf(path), ignoreCase: false) || FileSystemName.MatchesSimpleExpression($"{pattern}/*", NameOf(path), ignoreCase: false)) files.Add(path);
                }
            }
            catch (DirectoryNotFoundException) when (folder != root)
            {
                // Removed since its own folder was read.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                tell(folder, e.Message);
            }
        }

        return files.Count > before;
    }

    // Links to files count; links to folders are not followed, since one of them may lead back.
    static bool IsLookedAt(ref FileSystemEntry entry) => entry.IsDirectory
        ? !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.FileName is not ".git"
        : Path.GetExtension(entry.FileName) is ".yaml" or ".yml" && entry.FileName is not RunnerConfiguration.FileName && entry.FileName is not ['.', ..];

    static (string Folder, string? Pattern, string Written) PlaceOf(string project, string written)
    {
        var star = written.IndexOfAny(['*', '?']);
        if (star < 0) return (Path.GetFullPath(written, project), null, written);
        var slash = written.LastIndexOf('/', star);
        var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(slash < 0 ? "." : written[..(slash + 1)], project));
        var below = Path.GetRelativePath(project, folder).Replace('\\', '/');
        return (folder, below == "." ? written[(slash + 1)..] : $"{below}/{written[(slash + 1)..]}", written);
    }
}
