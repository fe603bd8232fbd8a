using Runner.Cli.Runs;
using Runner.Service;
using Runner.Service.Logging;
using Runner.Store;
using Runner.Workflows.Configuration;

namespace Runner.Cli.Serving;

/// <summary>What <c>serve</c> and <c>schedule</c> work with.</summary>
static class ServiceOpening
{
    /// <summary>Whether the project's store is there, as far as that can be seen without opening it.</summary>
    public static bool HasStore(WorkspaceOpening opening, Surroundings around) =>
        StorePlace.Of(opening.Configuration, around) is { } place && (StoreSettings.IsUrl(place.Location) || File.Exists(place.Location) || Directory.Exists(place.Spool));

    /// <summary>The log of a command that serves nothing.</summary>
    public static ServiceLog Silent => new(Stream.Null, json: false, ServiceLogLevel.Error, TimeProvider.System);

    /// <summary>The options of a service.</summary>
    public static ServiceOptions Options(Workspace workspace, RunStore? store, WorkspaceOpening opening, Func<string, string?> variables, ServiceLog log, Surroundings around) => new()
    {
        Store = store!,
        Configuration = workspace.Service,
        Project = workspace.Folder,
        Composer = new ServiceComposer(workspace, opening, variables, around),
        Log = log,
    };
}
