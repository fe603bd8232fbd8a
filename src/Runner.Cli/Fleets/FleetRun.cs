using Runner.Cli.Inputs;
using Runner.Engine;
using Runner.Engine.Events;
using Runner.Reporting;
using Runner.Workflows.Checked;

namespace Runner.Cli.Fleets;

/// <summary>A run on many hosts, from its workflow to the exit code.</summary>
/// <param name="Workflow">What runs.</param>
/// <param name="Batches">On which hosts.</param>
/// <param name="Look">How it is shown.</param>
/// <param name="Title">What it is called while it runs.</param>
sealed record FleetRun(CheckedWorkflow Workflow, IReadOnlyList<FleetBatch> Batches, FleetLook Look, string Title)
{
    /// <summary>How <c>--log</c> wants it; null for what fits the output.</summary>
    public LogFormat? Log { get; init; }

    /// <summary>The file of <c>--log-file</c>.</summary>
    public string? LogFile { get; init; }

    /// <summary>Passwords to mask.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>How many bytes of each of a host's output streams are kept; null where nothing is written.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>The command line that repeats it where it failed.</summary>
    public string? Again { get; init; }

    /// <summary>Called when everything is ready, just before anything is done on a host; null for nothing.</summary>
    public Action? Starting { get; init; }

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="UsageException">The file of the log cannot be written.</exception>
    public (int ExitCode, FleetTally Tally) Run(Workspace workspace, Surroundings around)
    {
        using var logFile = LogFiles.Open(LogFile, around);
        var isTerminal = around.IsTerminal();
        var format = ReporterFactory.Choose(Log, isTerminal, around.Variables);
        var tally = new FleetTally(Batches);
        using var reporter = format == LogFormat.Json ? null : FleetReporter.Create(tally, new(format, Look, Title) { Again = Again, MaxOutput = MaxOutput }, around.Output, isTerminal, around.Variables);
        List<IRunObserver> observers = reporter is null ? [new NdjsonReporter(around.Output), tally] : [reporter];
        if (logFile is not null) observers.Add(logFile);
        var request = new RunRequest { Workflow = Workflow with { UsesInventory = workspace.Inventory.Exists }, Actions = workspace.Catalogue, Inventory = workspace.Inventory, Network = workspace.Network, Secrets = Secrets, Variables = around.Variables, Observers = observers };
        Starting?.Invoke();
        var result = WorkflowRunner.RunAsync(request, around.Cancel()).GetAwaiter().GetResult();
        foreach (var failure in result.ObserverFailures) around.Error.WriteLine($"warning: events are missing from the output: {failure.Exception.Message}");
        if (logFile?.WriteFailure is { } incomplete) around.Error.WriteLine($"warning: events are missing from {LogFile}: {incomplete.Message}");
        return (result.Finished.ExitCode, tally);
    }
}
