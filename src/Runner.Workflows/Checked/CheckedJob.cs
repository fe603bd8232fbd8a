using Runner.Workflows.Text;

namespace Runner.Workflows.Checked;

/// <summary>Steps in order, perhaps once for each item of a list.</summary>
/// <param name="Id">Its id, unique in the workflow.</param>
/// <param name="Steps">The steps.</param>
public sealed record CheckedJob(string Id, IReadOnlyList<CheckedStep> Steps)
{
    /// <summary>What people call it, when it has a name.</summary>
    public InputTemplate? Name { get; init; }

    /// <summary>The jobs that end before it begins.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Whether it runs, decided once before its items are known; null means <c>success()</c>.</summary>
    public CheckedCondition? If { get; init; }

    /// <summary>What it is repeated for.</summary>
    public CheckedLoop? Loop { get; init; }

    /// <summary>Variables of its own, over those of the workflow.</summary>
    public IReadOnlyList<NamedTemplate> Env { get; init; } = [];

    /// <summary>The limit for its steps all together, for each item; a duration. <see cref="Finally"/> is not limited by it.</summary>
    public InputTemplate? Timeout { get; init; }

    /// <summary>Not more than its limit of a group run at once; null is no limit.</summary>
    public CheckedConcurrency? Concurrency { get; init; }

    /// <summary>Steps that run at its end, however the others went.</summary>
    public IReadOnlyList<CheckedStep> Finally { get; init; } = [];

    /// <summary>What it gives to jobs that need it; of a repeated job lists, with a value for each item.</summary>
    public IReadOnlyList<CheckedOutput> Outputs { get; init; } = [];

    /// <summary>Whether what needs it goes on after it failed, and the run is none the worse.</summary>
    public bool ContinueOnError { get; init; }

    /// <summary>Where it stands.</summary>
    public SourceLocation Location { get; init; }
}
