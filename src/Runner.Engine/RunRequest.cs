using Runner.Engine.Batches;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Engine.Scripting;
using Runner.Sdk.Networking;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Inventories;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine;

/// <summary>One run to be made.</summary>
public sealed record RunRequest
{
    /// <summary>What to run.</summary>
    public required CheckedWorkflow Workflow { get; init; }

    /// <summary>Brings the code of its actions.</summary>
    public required IActionLoader Actions { get; init; }

    /// <summary>The run's id; unique among all runs.</summary>
    public string RunId { get; init; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The inputs, by name, complete and of the right types: see <see cref="WorkflowInputs"/>.</summary>
    public IValueObject Inputs { get; init; } = new ValueObject();

    /// <summary>The secrets that the workflow declares, by name.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Values that are masked as secrets are: inputs in which one stood. Nothing for none.</summary>
    public Value Confidential { get; init; }

    /// <summary>The hosts that expressions and actions may name; null for none. It is read when one does.</summary>
    public ProjectInventory? Inventory { get; init; }

    /// <summary>What its actions may reach.</summary>
    public NetworkPolicy Network { get; init; } = NetworkPolicy.Default;

    /// <summary>Environment variables for the function <c>env()</c>.</summary>
    public Func<string, string?> Variables { get; init; } = static _ => null;

    /// <summary>The longest limit that the system's timers take.</summary>
    public static readonly TimeSpan LongestTimeout = DurationText.LongestTimer;

    /// <summary>The limit for the whole run, at most <see cref="LongestTimeout"/>; null is none.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The part of the workflow to run; null is the whole.</summary>
    public RunSelection? Selection { get; init; }

    /// <summary>Asked before each step; null lets every step run.</summary>
    public IStepGate? Gate { get; init; }

    /// <summary>Runs the C# of steps; null where there shall be none.</summary>
    public IScriptRunner? Scripts { get; init; }

    /// <summary>When set, every script of the run has a process of its own, whether its step asks for one or not: for a Runner that is to outlive what scripts do.</summary>
    public ScriptIsolation? Isolation { get; init; }

    /// <summary>Told of every text that is masked from now on, in whatever way it came to be known; null for nobody.</summary>
    public Action<string>? Masked { get; init; }

    /// <summary>Whether each attempt of an action that a well-known program could do as well logs that program's command first.</summary>
    public bool ShowCommands { get; init; }

    /// <summary>Whether the answers of actions whose document promises something are held against it, as if every step expected it.</summary>
    public bool CheckContract { get; init; }

    /// <summary>Keeps the run so that another process can go on with it; null where nobody will. It sees the events too.</summary>
    public IRunJournal? Journal { get; init; }

    /// <summary>What the run had said in another process, to go on from; null for one that begins.</summary>
    public RunHistory? History { get; init; }

    /// <summary>Gives batches of jobs that say <c>distribute</c> to other processes; null where this one runs all items itself.</summary>
    public IBatchQueue? Batches { get; init; }

    /// <summary>The batch that this run is, in place of the whole workflow; null for all other runs.</summary>
    public BatchOfRun? Batch { get; init; }

    /// <summary>Who runs it, for <see cref="RunResumed"/>.</summary>
    public string Node { get; init; } = "";

    /// <summary>From its cancellation on no step begins, and the run is suspended as soon as those under way have ended.</summary>
    public CancellationToken Drain { get; init; }

    /// <summary>Suspends the run: nothing more is said, no step begins, what is under way is cancelled, connections are closed.</summary>
    public CancellationToken Suspend { get; init; }

    /// <summary>Who sees the events.</summary>
    public IReadOnlyList<IRunObserver> Observers { get; init; } = [];

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
