using Runner.Workflows.Catalogue;
using Runner.Workflows.Text;

namespace Runner.Workflows.Checked;

/// <summary>A step that can run.</summary>
public sealed record CheckedStep
{
    /// <summary>Unique in the workflow and stable: <c>main/login</c>, or <c>main/3</c> for the third step without an id.</summary>
    public required string Path { get; init; }

    /// <summary>Its id, by which later steps know it.</summary>
    public string? Id { get; init; }

    /// <summary>What follows the job in <see cref="Path"/>: <c>login</c>, <c>3</c>, <c>finally/1</c>.</summary>
    public required string Key { get; init; }

    /// <summary>What people call it, when it has a name.</summary>
    public InputTemplate? Name { get; init; }

    /// <summary>What it does.</summary>
    public required ActionDescriptor Action { get; init; }

    /// <summary>The workflow that it calls; then <see cref="Action"/> tells of that workflow's inputs and outputs.</summary>
    public CheckedCall? Call { get; init; }

    /// <summary>The C# that it runs, when it runs some that is known before.</summary>
    public CheckedScript? Script { get; init; }

    /// <summary>The action's inputs that it gives.</summary>
    public required MapTemplate With { get; init; }

    /// <summary>Whether it runs; null means <c>success()</c>.</summary>
    public CheckedCondition? If { get; init; }

    /// <summary>What it is repeated for.</summary>
    public CheckedLoop? Loop { get; init; }

    /// <summary>The limit for each attempt; a duration.</summary>
    public InputTemplate? Timeout { get; init; }

    /// <summary>When to try again.</summary>
    public CheckedRetry? Retry { get; init; }

    /// <summary>What must hold of the last attempt's result; the action's own default when the step has none.</summary>
    public IReadOnlyList<CheckedCondition> Expect { get; init; } = [];

    /// <summary>What it gives to later steps.</summary>
    public IReadOnlyList<CheckedOutput> Outputs { get; init; } = [];

    /// <summary>Whether the job goes on after it failed.</summary>
    public bool ContinueOnError { get; init; }

    /// <summary>What becomes of it when its process ends while it runs; null leaves it to <see cref="MayRunTwice"/>.</summary>
    public OnInterrupt? OnInterrupt { get; init; }

    /// <summary>
    /// Whether it may be begun again when its process ended while it ran. What opens a connection may: the one that it had opened
    /// is gone with the process.
    /// </summary>
    public bool MayRunTwice => OnInterrupt is { } said ? said == Checked.OnInterrupt.Retry : Action.Idempotent || Action.Opens is not null;

    /// <summary>Where it stands.</summary>
    public required SourceLocation Location { get; init; }
}

/// <summary>What becomes of a step when its process ends while it runs, and another goes on with the run.</summary>
public enum OnInterrupt
{
    /// <summary>It has failed: whether it did its work is not known.</summary>
    Fail,

    /// <summary>It is run again.</summary>
    Retry,
}

/// <summary>The workflow that a step calls.</summary>
/// <param name="Workflow">The workflow.</param>
/// <param name="Secrets">The secrets that it is given, by the names that it knows them by.</param>
public sealed record CheckedCall(CheckedWorkflow Workflow, IReadOnlyList<NamedTemplate> Secrets);
