using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>A workflow as written: the file's structure with every place, before anything is looked up.</summary>
sealed record WorkflowSyntax(SourceText Source)
{
    public YamlScalar? Name { get; init; }

    public YamlScalar? Description { get; init; }

    public IReadOnlyList<InputSyntax> Inputs { get; init; } = [];

    public IReadOnlyList<NamedSyntax<YamlScalar>> Env { get; init; } = [];

    public IReadOnlyList<YamlScalar> Secrets { get; init; } = [];

    public IReadOnlyList<StepSyntax> Steps { get; init; } = [];
}

/// <summary>A name and what stands under it.</summary>
sealed record NamedSyntax<T>(YamlScalar Name, T Value);

/// <summary>An input of the workflow.</summary>
sealed record InputSyntax(YamlScalar Name)
{
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

    public IReadOnlyList<YamlEntry> With { get; init; } = [];

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

/// <summary>A value that a step gives to later ones.</summary>
sealed record OutputSyntax(YamlScalar Name, YamlScalar Value, bool Secret);
