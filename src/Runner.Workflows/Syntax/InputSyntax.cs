using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>An input of the workflow.</summary>
sealed record InputSyntax(YamlScalar Name)
{
    /// <summary>Whether it is no mapping, which has been reported: the name is declared all the same.</summary>
    public bool IsBroken { get; init; }

    public InputTypeSyntax Type { get; init; } = new();

    public YamlNode? Default { get; init; }

    public bool Required { get; init; }

    public YamlScalar? Description { get; init; }
}

/// <summary>What an input, an item of a list or a field of an object may be.</summary>
sealed record InputTypeSyntax
{
    public YamlScalar? Name { get; init; }

    /// <summary>What a choice may be; null when the key is not there.</summary>
    public IReadOnlyList<YamlScalar>? Options { get; init; }

    public YamlScalar? Pattern { get; init; }

    /// <summary>What a list holds.</summary>
    public InputTypeSyntax? Items { get; init; }

    /// <summary>The fields of an object; null when any are allowed.</summary>
    public IReadOnlyList<InputSyntax>? Properties { get; init; }
}
