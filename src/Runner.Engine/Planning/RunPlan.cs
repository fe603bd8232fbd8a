using Runner.Workflows.Values;

namespace Runner.Engine;

/// <summary>
/// What a run would do, as far as that is known before it begins. What depends on something that only the run can tell
/// stands there as it is written: <c>${{ steps.login.outputs.token }}</c>. Secrets are masked.
/// </summary>
/// <param name="Workflow">The workflow's name.</param>
/// <param name="File">The file as the user named it.</param>
/// <param name="Inputs">What it would be started with.</param>
/// <param name="Jobs">The jobs, each after those that it needs; those that the run is not of are left out.</param>
public sealed record RunPlan(string Workflow, string File, Value Inputs, IReadOnlyList<PlannedJob> Jobs)
{
    /// <summary>Plans a run. Nothing is run, and no plugin is loaded.</summary>
    public static RunPlan Of(RunRequest request) => new Planning.Planner(request).Plan();
}

/// <summary>A job of a plan.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
public sealed record PlannedJob(string Id, string Name)
{
    /// <summary>The jobs that end before it begins.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>On what it depends whether it runs; null when it runs whenever those that it needs succeed.</summary>
    public PlannedCondition? If { get; init; }

    /// <summary>The limit for its steps, as written or resolved.</summary>
    public string? Timeout { get; init; }

    /// <summary>What it is repeated for; then <see cref="Steps"/> are those of one item whose values are not known.</summary>
    public PlannedLoop? Loop { get; init; }

    /// <summary>Its steps, those under <c>finally</c> last; empty where <see cref="Loop"/> has them item by item.</summary>
    public IReadOnlyList<PlannedStep> Steps { get; init; } = [];
}

/// <summary>A step of a plan.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Uses">The action, or the file of the workflow that it calls.</param>
public sealed record PlannedStep(string Path, string Name, string Uses)
{
    /// <summary>On what it depends whether it runs; null when it runs unless something failed before.</summary>
    public PlannedCondition? If { get; init; }

    /// <summary>Whether it runs however the others went.</summary>
    public bool IsFinal { get; init; }

    /// <summary>The inputs that its action would get.</summary>
    public Value With { get; init; }

    /// <summary>The limit for each attempt, as written or resolved.</summary>
    public string? Timeout { get; init; }

    /// <summary>How often it is tried, as written or resolved; null when it is tried once.</summary>
    public string? Attempts { get; init; }

    /// <summary>What must hold of its result.</summary>
    public IReadOnlyList<string> Expect { get; init; } = [];

    /// <summary>What it is repeated for.</summary>
    public PlannedLoop? Loop { get; init; }

    /// <summary>The jobs of the workflow that it calls.</summary>
    public IReadOnlyList<PlannedJob> Jobs { get; init; } = [];
}

/// <summary>A condition of a plan.</summary>
/// <param name="Expression">As written.</param>
/// <param name="Holds">Whether it holds; null when only the run can tell.</param>
public sealed record PlannedCondition(string Expression, bool? Holds);

/// <summary>What a job or step of a plan is repeated for.</summary>
/// <param name="As">The item's name.</param>
/// <param name="Count">How many items there are; null when only the run can tell.</param>
/// <param name="Items">The first of them, those of a job with their steps.</param>
/// <param name="Written">The list as it is written, where <paramref name="Count"/> is null.</param>
public sealed record PlannedLoop(string As, int? Count, IReadOnlyList<PlannedItem> Items, string? Written);

/// <summary>An item of a plan.</summary>
/// <param name="Label">What people call it.</param>
/// <param name="With">Of a step: the inputs that its action would get.</param>
/// <param name="Steps">Of a job: its steps.</param>
public sealed record PlannedItem(string Label, Value With, IReadOnlyList<PlannedStep> Steps);
