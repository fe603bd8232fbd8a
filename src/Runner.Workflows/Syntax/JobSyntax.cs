using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>A job.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Node">Where it is named; for top-level steps the whole file.</param>
sealed record JobSyntax(string Id, YamlNode Node)
{
    public YamlScalar? Name { get; init; }

    public IReadOnlyList<YamlScalar> Needs { get; init; } = [];

    public YamlScalar? If { get; init; }

    public LoopSyntax? Loop { get; init; }

    public IReadOnlyList<VariableSyntax> Env { get; init; } = [];

    public DefaultsSyntax? Defaults { get; init; }

    public YamlScalar? Timeout { get; init; }

    public ConcurrencySyntax? Concurrency { get; init; }

    public IReadOnlyList<StepSyntax> Steps { get; init; } = [];

    /// <summary>The steps that run however the others went.</summary>
    public IReadOnlyList<StepSyntax> Finally { get; init; } = [];

    public IReadOnlyList<OutputSyntax> Outputs { get; init; } = [];

    public bool ContinueOnError { get; init; }
}

/// <summary>What a job or a step is repeated for: <c>for-each</c> or <c>matrix</c>, and how.</summary>
sealed record LoopSyntax(YamlNode Node)
{
    /// <summary>The items; null when <see cref="Matrix"/> makes them.</summary>
    public YamlNode? Items { get; init; }

    public MatrixSyntax? Matrix { get; init; }

    public YamlScalar? As { get; init; }

    public YamlScalar? MaxParallel { get; init; }

    public bool FailFast { get; init; } = true;

    /// <summary>Where it says that nodes share the items; null when they do not.</summary>
    public YamlScalar? Distributed { get; init; }

    public YamlScalar? BatchSize { get; init; }
}

/// <summary>The axes of a matrix, and what is added to their combinations and taken away.</summary>
sealed record MatrixSyntax(YamlNode Node, IReadOnlyList<YamlEntry> Axes, YamlNode? Include, YamlNode? Exclude);
