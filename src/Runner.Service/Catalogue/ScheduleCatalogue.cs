using Runner.Service.Logging;
using Runner.Store.Definitions;
using Runner.Store.Schedules;
using Runner.Workflows.Diagnostics;

namespace Runner.Service.Catalogue;

/// <summary>
/// The workflows of the folders, as they can run. A file that is broken goes on in its last good version, and says so. Reading is done by one at a
/// time, looking by anybody.
/// </summary>
sealed class ScheduleCatalogue(ServiceOptions options)
{
    readonly WorkflowFolders folders = new(options.Project, options.Configuration.Workflows);
    readonly Dictionary<string, FileState> states = new(StringComparer.Ordinal);
    readonly HashSet<string> told = new(StringComparer.Ordinal);
    volatile Dictionary<string, ServedWorkflow> workflows = [];
    volatile Dictionary<string, ServedSchedule> schedules = [];

    /// <summary>What a file was when it was read: whether it has to be read again is told by this, for it and all that it calls.</summary>
    readonly record struct Stamp(DateTime Written, long Length);

    sealed record FileState(ServedWorkflow Served, IReadOnlyDictionary<string, Stamp> Stamps);

    /// <summary>The folders to be watched.</summary>
    public IReadOnlyList<string> Roots => folders.Roots;

    /// <summary>The folders of files that they call, wherever these are.</summary>
    public IEnumerable<string> CalledFolders => workflows.Values.SelectMany(workflow => workflow.Sources.Keys).Select(file => Path.GetDirectoryName(file)!).Distinct(StringComparer.Ordinal);

    /// <summary>Workflows by their file, relative to the project.</summary>
    public IReadOnlyDictionary<string, ServedWorkflow> Workflows => workflows;

    /// <summary>Schedules by their id.</summary>
    public IReadOnlyDictionary<string, ServedSchedule> Schedules => schedules;

    /// <summary>Reads what has changed.</summary>
    /// <returns>Whether anything has.</returns>
    public bool Read()
    {
        var problems = new List<(string Place, string Problem)>();
        var files = folders.Files(problems);
        var changed = false;
        var read = new Dictionary<string, ServedWorkflow>(StringComparer.Ordinal);
        foreach (var path in files)
        {
            var name = folders.NameOf(path);
            if (!states.TryGetValue(path, out var state) || HasChanged(state.Stamps))
            {
                changed |= state is null;
                var now = Load(path, name, state?.Served);
                changed |= !Same(state?.Served, now.Served);
                states[path] = state = now;
            }

            read[name] = state.Served;
        }

        // A folder that cannot be read for now has not lost its files.
        var unreadable = problems.Count > 0;
        foreach (var path in states.Keys.Except(files, StringComparer.Ordinal).ToList())
        {
            var served = states[path].Served;
            if (unreadable && (File.Exists(path) || problems.Exists(problem => served.File.StartsWith(problem.Place + "/", StringComparison.Ordinal) && Directory.Exists(Path.GetFullPath(problem.Place, options.Project)))))
            {
                read[served.File] = served;
                continue;
            }

            states.Remove(path);
            changed = true;
            options.Log.Write(ServiceLogLevel.Info, "file-removed", ("file", served.File));
        }

        TellProblems(problems);
        if (changed || workflows.Count != read.Count) Publish(read);
        return changed;
    }

    /// <summary>What the store is to know of the schedules.</summary>
    public IReadOnlyList<FoundSchedule> Found(DateTimeOffset now) => [.. schedules.Values.Select(schedule => new FoundSchedule
    {
        Id = schedule.Id,
        Project = options.Project,
        File = schedule.File,
        Workflow = schedule.Workflow.Name,
        Text = schedule.Text,
        NextAt = schedule.Times.Next(now),
        Problem = workflows[schedule.File].Problem,
    })];

    static bool Same(ServedWorkflow? before, ServedWorkflow now) =>
        before is not null && before.Problem == now.Problem && before.Sources.Count == now.Sources.Count && before.Sources.All(file => now.Sources.TryGetValue(file.Key, out var text) && text == file.Value);

    FileState Load(string path, string name, ServedWorkflow? before)
    {
        // Stamps first: what is written while it is read is read again.
        var stamps = new Dictionary<string, Stamp>(StringComparer.Ordinal) { [path] = StampOf(path) };
        foreach (var file in before?.Sources.Keys ?? []) stamps[file] = StampOf(file);
        var (workflow, diagnostics) = options.Composer.Compile(path, name);
        foreach (var diagnostic in diagnostics)
        {
            var file = diagnostic.Location.Source.FullPath;
            if (file.Length > 0) stamps.TryAdd(file, StampOf(file));
        }

        if (workflow is null)
        {
            var first = diagnostics.First(diagnostic => diagnostic.Severity == Severity.Error);
            var problem = $"{first.Location}: {first.Message}";
            if (before?.Problem != problem)
                options.Log.Write(ServiceLogLevel.Error, "file-broken", ("file", name), ("problem", problem), ("help", first.Help), ("goes-on", before?.Workflow is null ? "nothing: no version of it was right yet" : "its last good version"));
            return new((before ?? new ServedWorkflow { File = name }) with { Problem = problem }, stamps);
        }

        var sources = CalledFiles.Of(workflow);
        foreach (var file in sources.Keys) stamps.TryAdd(file, StampOf(file));
        if (before?.Problem is not null) options.Log.Write(ServiceLogLevel.Info, "file-mended", ("file", name));
        else if (before is not null) options.Log.Write(ServiceLogLevel.Info, "file-changed", ("file", name));
        var served = new ServedWorkflow { File = name, Workflow = workflow, Sources = sources, Definition = DefinitionStore.HashOf(sources) };
        return new(served with { Schedules = [.. workflow.Schedules.Select((_, place) => new ServedSchedule(served, workflow, place))] }, stamps);
    }

    void Publish(Dictionary<string, ServedWorkflow> read)
    {
        var byName = new Dictionary<string, string>(StringComparer.Ordinal);
        var found = new Dictionary<string, ServedSchedule>(StringComparer.Ordinal);
        foreach (var file in read.Keys.Order(StringComparer.Ordinal).ToList())
        {
            var served = read[file];
            if (served.Workflow is not { } workflow || served.Schedules.Count == 0) continue;
            if (!byName.TryAdd(workflow.Name, file))
            {
                // Which of the two a log or a figure means nobody could tell.
                var problem = $"two workflows are named {workflow.Name}: {byName[workflow.Name]} has the name already";
                Tell(file, problem);
                read[file] = served with { Problem = served.Problem ?? problem, Schedules = [] };
                continue;
            }

            foreach (var schedule in served.Schedules) found[schedule.Id] = schedule;
        }

        // Schedules last: who finds one finds its workflow.
        workflows = read;
        schedules = found;
    }

    void TellProblems(List<(string Place, string Problem)> problems)
    {
        foreach (var (place, problem) in problems) Tell(place, problem);
        told.RemoveWhere(each => each.StartsWith("folder\n", StringComparison.Ordinal) && !problems.Exists(problem => each == Key(problem.Place, problem.Problem)));

        static string Key(string place, string problem) => $"folder\n{place}\n{problem}";
    }

    void Tell(string place, string problem)
    {
        if (told.Add($"folder\n{place}\n{problem}")) options.Log.Write(ServiceLogLevel.Warning, "not-served", ("place", place), ("problem", problem));
    }

    static bool HasChanged(IReadOnlyDictionary<string, Stamp> stamps)
    {
        foreach (var (path, stamp) in stamps)
            if (StampOf(path) != stamp) return true;
        return false;
    }

    static Stamp StampOf(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new(file.LastWriteTimeUtc, file.Length) : default;
    }
}
