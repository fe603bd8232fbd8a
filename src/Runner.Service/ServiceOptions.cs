using Runner.Service.Logging;
using Runner.Store;
using Runner.Store.Retention;
using Runner.Workflows.Configuration;

namespace Runner.Service;

/// <summary>What the service works with.</summary>
public sealed record ServiceOptions
{
    /// <summary>Where runs are remembered.</summary>
    public required RunStore Store { get; init; }

    /// <summary>What runner.yaml says.</summary>
    public required ServiceConfiguration Configuration { get; init; }

    /// <summary>The folder of runner.yaml, else the working directory; absolute.</summary>
    public required string Project { get; init; }

    /// <summary>Compiles workflows and composes runs.</summary>
    public required IRunComposer Composer { get; init; }

    /// <summary>Takes what the service says.</summary>
    public required ServiceLog Log { get; init; }

    /// <summary>This node's name, for people.</summary>
    public string NodeName { get; init; } = Environment.MachineName;

    /// <summary>The version of Runner, for people.</summary>
    public string Version { get; init; } = "";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long a run is this node's without a sign of life.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the queue is left alone when nobody says that there is something in it.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Takes in what other processes recorded; null where nobody does.</summary>
    public Func<Task>? Refresh { get; init; }

    /// <summary>How long runs are kept; null for ever.</summary>
    public KeepRules? Keep { get; init; }

    /// <summary>How often folders are read without a sign of a change.</summary>
    public TimeSpan Rescan { get; init; } = TimeSpan.FromSeconds(30);
}
