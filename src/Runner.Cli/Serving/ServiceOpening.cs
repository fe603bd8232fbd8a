using Runner.Service;
using Runner.Service.Logging;
using Runner.Store;

namespace Runner.Cli.Serving;

/// <summary>What <c>serve</c> and <c>schedule</c> work with.</summary>
static class ServiceOpening
{
    /// <summary>Where runs are remembered: the store's file in the project's folder, unless RUNNER_STORE names another place.</summary>
    public static string LocationOf(Workspace workspace, Surroundings around) =>
        around.Variables("RUNNER_STORE") is { Length: > 0 } named
            ? named.Contains("://", StringComparison.Ordinal) ? named : Path.GetFullPath(named, around.WorkingDirectory)
            : Path.Combine(workspace.Folder, ".runner", "runner.db");

    /// <summary>Opens the store.</summary>
    /// <exception cref="UsageException">It cannot be opened.</exception>
    public static RunStore OpenStore(Workspace workspace, Surroundings around)
    {
        var location = LocationOf(workspace, around);
        try
        {
            if (!location.Contains("://", StringComparison.Ordinal)) Directory.CreateDirectory(Path.GetDirectoryName(location)!);
            return RunStore.OpenAsync(new() { Location = location }, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (StoreException e)
        {
            throw new UsageException(e.Message, e.Help);
        }
    }

    /// <summary>The options of a service.</summary>
    public static ServiceOptions Options(Workspace workspace, RunStore store, WorkspaceOpening opening, Func<string, string?> variables, ServiceLog log, Surroundings around) => new()
    {
        Store = store,
        Configuration = workspace.Service,
        Project = workspace.Folder,
        Composer = new ServiceComposer(workspace, () => opening.Inventory([], variables), variables, CacheFolder.Of("scripts", around)),
        Log = log,
    };
}
