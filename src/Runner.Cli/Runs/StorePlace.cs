using System.Globalization;
using Runner.Workflows.Configuration;

namespace Runner.Cli.Runs;

/// <summary>Where a project's runs are remembered.</summary>
/// <param name="Location">The path of a SQLite file, or a PostgreSQL URL.</param>
/// <param name="Spool">The folder in which runs are recorded that do not open the store themselves.</param>
/// <param name="Project">The folder of <c>runner.yaml</c>, else the working directory.</param>
sealed record StorePlace(string Location, string Spool, string Project)
{
    /// <summary>The environment variable that comes before what <c>runner.yaml</c> says.</summary>
    public const string Variable = "RUNNER_STORE";

    /// <summary>How long runs are kept, and where the key is.</summary>
    public StoreSettings Settings { get; init; } = new();

    /// <summary>The place of a project's runs; null where there is no home to keep them in.</summary>
    /// <exception cref="UsageException">The variable names no place.</exception>
    public static StorePlace? Of(RunnerConfiguration configuration, Surroundings around)
    {
        var project = configuration.Folder ?? around.WorkingDirectory;
        var settings = configuration.Store ?? new();
        var location = around.Variables(Variable) is { Length: > 0 } given
            ? StoreSettings.IsUrl(given) ? given : PathOf(given, around)
            : settings.Location;
        if (location is not null && !StoreSettings.IsUrl(location)) return new(location, location + "-spool", project) { Settings = settings };
        if (StateFolder(project, around) is not { } folder) return null;
        var standard = Path.Combine(folder, "runner.db");
        return new(location ?? standard, standard + "-spool", project) { Settings = settings };
    }

    static string PathOf(string given, Surroundings around) => given.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme
        ? throw new UsageException($"{Variable}: runs cannot be kept in {given[..scheme]}://", "give the path of a file (SQLite), or postgresql://user@host/database")
        : Path.GetFullPath(given, around.WorkingDirectory);

    /// <summary><c>$XDG_STATE_HOME/runner/NAME-HASH</c>, or below <c>~/.local/state</c>: two projects of one name are two.</summary>
    static string? StateFolder(string project, Surroundings around)
    {
        var state = around.Variables("XDG_STATE_HOME") is { Length: > 0 } home ? home
            : around.Variables("HOME") is { Length: > 0 } user ? Path.Combine(user, ".local", "state") : null;
        if (state is null) return null;
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(project)) is { Length: > 0 } last ? last : "root";
        return Path.Combine(state, "runner", $"{name}-{HashOf(project)}");
    }

    /// <summary>FNV-1a: it tells folders of one user apart, and every run computes it; a digest would load a library for that.</summary>
    static string HashOf(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text) hash = unchecked((hash ^ c) * 16777619u);
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
