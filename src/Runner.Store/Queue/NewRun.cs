using System.Text.Json.Serialization;

namespace Runner.Store.Queue;

/// <summary>A run that is wanted.</summary>
public sealed record NewRun
{
    /// <summary>Its id; unique among all runs. Ids begin with their time, and runs are listed by them.</summary>
    public string Id { get; init; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The workflow's name.</summary>
    public required string Workflow { get; init; }

    /// <summary>The workflow's file as the user named it.</summary>
    public required string File { get; init; }

    /// <summary>The folder that relative paths start from.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder of <c>runner.yaml</c>, else the working directory.</summary>
    public required string Project { get; init; }

    /// <summary>Why it is wanted: <c>manual</c>, <c>schedule</c>, <c>retry</c>, <c>resume</c>, <c>batch</c>, <c>api</c>.</summary>
    public string Trigger { get; init; } = "manual";

    /// <summary>Not before this moment.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>The inputs as they were given, a JSON object, without secret ones.</summary>
    public string Inputs { get; init; } = "{}";

    /// <summary>Inputs that are secret, a JSON object; kept sealed until the run ends. Null for none.</summary>
    public string? SecretInputs { get; init; }

    /// <summary>The hash of its files in <see cref="Definitions.DefinitionStore"/>; null until it begins.</summary>
    public string? Definition { get; init; }

    /// <summary>The labels that the node must have.</summary>
    public IReadOnlyList<string> RunsOn { get; init; } = [];

    /// <summary>The groups that it takes a place in while it runs.</summary>
    public IReadOnlyList<ConcurrencyClaim> Concurrency { get; init; } = [];

    /// <summary>The schedule that wants it; null for none.</summary>
    public string? Schedule { get; init; }

    /// <summary>The schedule's time that it is for. With a schedule, it is queued only if that slot was not decided before.</summary>
    public DateTimeOffset? Slot { get; init; }

    /// <summary>Of a batch: the run that it is a part of.</summary>
    public string? Parent { get; init; }

    /// <summary>And the path of the job in that run.</summary>
    public string? ParentPath { get; init; }

    /// <summary>The run that it tries again.</summary>
    public string? RetryOf { get; init; }

    /// <summary>What else it is to be run with, a JSON object: selection, timeout, the items of a batch.</summary>
    public string Options { get; init; } = "{}";

    /// <summary>What <see cref="Trigger"/> is of a batch.</summary>
    public const string BatchTrigger = "batch";

    /// <summary>Whether it is a batch of another run.</summary>
    public bool IsBatch => Trigger == BatchTrigger;
}

/// <summary>A place in a group, of which not more than so many run at once.</summary>
/// <param name="Group">The group.</param>
/// <param name="Limit">How many may run at once.</param>
/// <param name="PerNode">Whether that is on each node, rather than on all together.</param>
public sealed record ConcurrencyClaim(string Group, int Limit, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool PerNode = false);
