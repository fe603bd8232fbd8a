using System.Globalization;
using Runner.Store;
using Runner.Store.Reading;
using Runner.Store.Retention;
using Runner.Store.Spooling;

namespace Runner.Cli.Runs;

/// <summary>The project's run store as a command uses it, with what other processes have recorded taken in.</summary>
sealed class OpenedStore : IDisposable
{
    readonly SpoolReader spool;

    OpenedStore(RunStore store, StorePlace place) => (Store, Place, spool) = (store, place, new(store, place.Spool));

    public RunStore Store { get; }

    public StorePlace Place { get; }

    /// <summary>How long runs are kept here.</summary>
    public KeepRules Rules => RulesOf(Place);

    public static KeepRules RulesOf(StorePlace place) => new() { For = place.Settings.KeepFor, FailedFor = place.Settings.KeepFailedFor, Runs = place.Settings.KeepRuns };

    /// <summary>The options with which the store of a place is opened.</summary>
    public static StoreOptions OptionsOf(StorePlace place, Surroundings around) => new() { Location = place.Location, Key = around.Variables("RUNNER_STORE_KEY"), KeyFile = place.Settings.KeyFile };

    /// <summary>Opens it; null, with the reasons printed, when <c>runner.yaml</c> is wrong.</summary>
    /// <exception cref="UsageException">It cannot be opened.</exception>
    public static OpenedStore? Open(WorkspaceOpening opening, Surroundings around)
    {
        DiagnosticPrinter.Print(opening.Diagnostics, around);
        if (opening.Diagnostics.HasErrors) return null;
        var place = StorePlace.Of(opening.Configuration, around) ?? throw new UsageException("there is no place for runs: neither XDG_STATE_HOME nor HOME is set", $"name one with {StorePlace.Variable}, or `store:` in runner.yaml");
        var opened = Wait(async () => new OpenedStore(await RunStore.OpenAsync(OptionsOf(place, around), CancellationToken.None).ConfigureAwait(false), place));
        foreach (var problem in Wait(() => opened.spool.TakeInAsync(CancellationToken.None))) around.Error.WriteLine($"warning: {problem}");
        return opened;
    }

    /// <summary>Takes in what was recorded since.</summary>
    public Task RefreshAsync() => spool.TakeInAsync(CancellationToken.None);

    /// <summary>The run of an id, or of enough of its beginning or end.</summary>
    /// <exception cref="UsageException">There is none, or several.</exception>
    public RunSummary Find(string id)
    {
        if (id is "last" or "latest") return Wait(() => Store.Runs.ListAsync(new(), null, 1, CancellationToken.None)) is [var newest] ? newest : throw new UsageException("there are no runs yet", "`runner run` remembers each");
        if (id.Length < RunReader.ShortestId) throw new UsageException($"`{id}` is too short for a run's id", $"write {RunReader.ShortestId} characters of it or more, as `runner runs list` shows them; `last` is the newest run");
        var found = Wait(() => Store.Runs.FindAsync(id, 5, CancellationToken.None));
        if (found is [var only]) return only;
        if (found.Count == 0) throw new UsageException($"there is no run `{id}`", "`runner runs list` shows them; those of other folders are with their own runner.yaml");
        if (found.FirstOrDefault(run => run.Id == id) is { } exact) return exact;
        throw new UsageException($"several runs have ids like `{id}`: {string.Join(", ", found.Select(run => run.Id))}", "write more of it");
    }

    /// <summary>Waits for the store; what goes wrong with it is told as the user's matter.</summary>
    public static T Wait<T>(Func<Task<T>> work)
    {
        try
        {
            return work().GetAwaiter().GetResult();
        }
        catch (StoreException e)
        {
            throw new UsageException(e.Message, e.Help);
        }
        catch (Engine.Events.Lines.EventFormatException e)
        {
            throw new UsageException($"the run's events cannot be read: {e.Message}", "use the version of Runner that wrote them, or a later one");
        }
    }

    public void Dispose() => Wait(async () =>
    {
        await Store.DisposeAsync().ConfigureAwait(false);
        return 0;
    });
}

/// <summary>Times as a command line gives them.</summary>
static class TimeArgument
{
    /// <summary>A moment so long ago (<c>2d</c>), or a date or time, local where it does not say.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    public static DateTimeOffset? Parse(string option, string? text)
    {
        if (text is null) return null;
        if (Workflows.Types.DurationText.TryParse(text, out var ago)) return DateTimeOffset.UtcNow - ago;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var time) ? time
            : throw new UsageException($"{option} cannot be '{text}'", "write how long ago (30m, 2d), a date (2026-01-31) or a time (2026-01-31T08:15)");
    }
}
