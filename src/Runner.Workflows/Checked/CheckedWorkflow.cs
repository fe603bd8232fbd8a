using Runner.Workflows.Expressions;
using Runner.Workflows.Text;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Checked;

/// <summary>A workflow in which every name has been found and every type that can be known has been checked.</summary>
public sealed record CheckedWorkflow
{
    /// <summary>The file it came from.</summary>
    public required SourceText Source { get; init; }

    /// <summary>Its name; the file's name when it has none.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>When it is to run by itself.</summary>
    public IReadOnlyList<CheckedSchedule> Schedules { get; init; } = [];

    /// <summary>What it is started with.</summary>
    public IReadOnlyList<WorkflowInput> Inputs { get; init; } = [];

    /// <summary>Its variables, in order; each may use the inputs and secrets.</summary>
    public IReadOnlyList<NamedTemplate> Env { get; init; } = [];

    /// <summary>The secrets that it may use.</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];

    /// <summary>Not more than its limit of a group run at once; null is no limit.</summary>
    public CheckedConcurrency? Concurrency { get; init; }

    /// <summary>The labels that a node must have to run it; of no meaning outside of <c>runner serve</c>.</summary>
    public IReadOnlyList<string> RunsOn { get; init; } = [];

    /// <summary>Its jobs, each after those that it needs. Top-level steps are one job named <c>main</c>.</summary>
    public required IReadOnlyList<CheckedJob> Jobs { get; init; }

    /// <summary>Whether an expression names hosts of the inventory, here or in a workflow that it calls.</summary>
    public bool UsesInventory { get; init; }

    /// <summary>Where the first of these expressions stands; null when there is none.</summary>
    public SourceLocation? HostsNamedAt { get; init; }

    /// <summary>What it gives to a workflow that calls it, and to whoever started it.</summary>
    public IReadOnlyList<CheckedOutput> Outputs { get; init; } = [];
}

/// <summary>An input of a workflow.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it may be.</param>
/// <param name="Default">Its value when none is given; null with <paramref name="Required"/> false means the input is null.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Description">What it means.</param>
public sealed record WorkflowInput(string Name, TypeShape Type, Value Default, bool Required, string? Description);

/// <summary>A name and how its value is made.</summary>
public sealed record NamedTemplate(string Name, InputTemplate Value);

/// <summary>A condition: an expression and where it stands.</summary>
/// <param name="Expression">The expression.</param>
/// <param name="Location">Where.</param>
public sealed record CheckedCondition(Expression Expression, SourceLocation Location);

/// <summary>A value that a step, a job or a workflow gives to what comes later.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">How it is made.</param>
/// <param name="Secret">Whether it is masked from then on.</param>
public sealed record CheckedOutput(string Name, InputTemplate Value, bool Secret)
{
    /// <summary>What is known of its value.</summary>
    public TypeShape Shape { get; init; } = TypeShape.Any;

    /// <summary>What it means.</summary>
    public string? Description { get; init; }
}

/// <summary>Of what not more than a number run at once.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Limit">How many of the group may run at once; null is one.</param>
public sealed record CheckedConcurrency(InputTemplate Group, InputTemplate? Limit);
