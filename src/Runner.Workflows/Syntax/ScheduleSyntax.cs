using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>An entry of <c>on.schedule</c>.</summary>
sealed record ScheduleSyntax(YamlNode Node)
{
    public YamlScalar? Cron { get; init; }

    public YamlScalar? Every { get; init; }

    public YamlScalar? At { get; init; }

    public YamlScalar? Name { get; init; }

    public YamlScalar? Timezone { get; init; }

    public YamlScalar? Overlap { get; init; }

    public YamlScalar? Misfire { get; init; }

    public YamlScalar? MisfireWindow { get; init; }

    public YamlScalar? Start { get; init; }

    public YamlScalar? End { get; init; }

    public YamlScalar? Jitter { get; init; }

    /// <summary>The inputs that its runs are started with.</summary>
    public YamlNode? Inputs { get; init; }
}
