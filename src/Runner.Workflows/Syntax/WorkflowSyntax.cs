using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>A workflow as written: the file's structure with every place, before anything is looked up.</summary>
sealed record WorkflowSyntax(SourceText Source)
{
    public YamlScalar? Name { get; init; }

    public YamlScalar? Description { get; init; }

    public IReadOnlyList<InputSyntax> Inputs { get; init; } = [];

    public IReadOnlyList<VariableSyntax> Env { get; init; } = [];

    public IReadOnlyList<YamlScalar> Secrets { get; init; } = [];

    public IReadOnlyList<StepSyntax> Steps { get; init; } = [];
}

/// <summary>A variable; without a value when it has a wrong one, which has been reported.</summary>
sealed record VariableSyntax(YamlScalar Name, YamlScalar? Value);

/// <summary>An input of the workflow.</summary>
sealed record InputSyntax(YamlScalar Name)
{
    /// <summary>Whether it is no mapping, which has been reported: the name is declared all the same.</summary>
    public bool IsBroken { get; init; }

    public YamlScalar? Type { get; init; }

    public YamlNode? Default { get; init; }

    public bool Required { get; init; }

    public YamlScalar? Description { get; init; }
}

/// <summary>A step.</summary>
sealed record StepSyntax(YamlNode Node)
{
    public YamlScalar? Id { get; init; }

    public YamlScalar? Name { get; init; }

    public YamlScalar? Uses { get; init; }

    /// <summary>The inputs; null when they are no mapping, which has been reported.</summary>
    public IReadOnlyList<YamlEntry>? With { get; init; } = [];

    public YamlScalar? If { get; init; }

    public YamlScalar? Timeout { get; init; }

    public RetrySyntax? Retry { get; init; }

    public IReadOnlyList<YamlScalar> Expect { get; init; } = [];

    public IReadOnlyList<OutputSyntax> Outputs { get; init; } = [];

    public bool ContinueOnError { get; init; }
}

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

/// <summary>A value that a step gives to later ones; null when it has a wrong one, which has been reported.</summary>
sealed record OutputSyntax(YamlScalar Name, YamlScalar? Value, bool Secret);
