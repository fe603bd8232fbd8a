using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>A step.</summary>
sealed record StepSyntax(YamlNode Node)
{
    public YamlScalar? Id { get; init; }

    public YamlScalar? Name { get; init; }

    public YamlScalar? Uses { get; init; }

    /// <summary>The inputs; null when they are no mapping, which has been reported.</summary>
    public IReadOnlyList<YamlEntry>? With { get; init; } = [];

    /// <summary>The secrets that a called workflow gets; null when the key is not there.</summary>
    public IReadOnlyList<YamlEntry>? Secrets { get; init; }

    public YamlScalar? If { get; init; }

    public LoopSyntax? Loop { get; init; }

    public YamlScalar? Timeout { get; init; }

    public RetrySyntax? Retry { get; init; }

    public IReadOnlyList<YamlScalar> Expect { get; init; } = [];

    public IReadOnlyList<OutputSyntax> Outputs { get; init; } = [];

    public bool ContinueOnError { get; init; }

    public YamlScalar? OnInterrupt { get; init; }
}
