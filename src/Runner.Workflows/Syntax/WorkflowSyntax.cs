using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>A workflow as written: the file's structure with every place, before anything is looked up.</summary>
sealed record WorkflowSyntax(SourceText Source)
{
    public YamlScalar? Name { get; init; }

    public YamlScalar? Description { get; init; }

    public IReadOnlyList<ScheduleSyntax> Schedules { get; init; } = [];

    public IReadOnlyList<InputSyntax> Inputs { get; init; } = [];

    public IReadOnlyList<VariableSyntax> Env { get; init; } = [];

    public IReadOnlyList<YamlScalar> Secrets { get; init; } = [];

    public DefaultsSyntax? Defaults { get; init; }

    public ConcurrencySyntax? Concurrency { get; init; }

    /// <summary>The labels that a node must have.</summary>
    public IReadOnlyList<YamlScalar> RunsOn { get; init; } = [];

    /// <summary>The jobs. Top-level <c>steps</c> are one of them.</summary>
    public IReadOnlyList<JobSyntax> Jobs { get; init; } = [];

    /// <summary>Whether the steps stand at the top, without a job around them.</summary>
    public bool HasTopLevelSteps { get; init; }

    /// <summary>What it gives to a workflow that calls it.</summary>
    public IReadOnlyList<OutputSyntax> Outputs { get; init; } = [];
}

/// <summary>A variable; without a value when it has a wrong one, which has been reported.</summary>
sealed record VariableSyntax(YamlScalar Name, YamlScalar? Value);

/// <summary>What <c>defaults</c> says for the steps below it.</summary>
sealed record DefaultsSyntax
{
    public YamlScalar? Timeout { get; init; }

    public RetrySyntax? Retry { get; init; }
}

/// <summary>Of what not more than some run at once.</summary>
sealed record ConcurrencySyntax(YamlScalar Group, YamlScalar? Limit);

/// <summary>What <c>retry</c> says.</summary>
sealed record RetrySyntax(YamlNode Node)
{
    public YamlScalar? Attempts { get; init; }

    public YamlScalar? Delay { get; init; }

    public YamlScalar? Backoff { get; init; }

    public YamlScalar? MaxDelay { get; init; }

    public bool Jitter { get; init; }

    public YamlScalar? Timeout { get; init; }

    public IReadOnlyList<YamlScalar>? On { get; init; }

    public YamlScalar? Until { get; init; }
}

/// <summary>A value that something gives to what comes later; null when it has a wrong one, which has been reported.</summary>
sealed record OutputSyntax(YamlScalar Name, YamlScalar? Value, bool Secret)
{
    public YamlScalar? Description { get; init; }
}
