using Runner.Workflows.Text;

namespace Runner.Workflows.Yaml;

/// <summary>A node of a YAML document, with its place in the file.</summary>
abstract class YamlNode(SourceText source, TextSpan span)
{
    public SourceText Source { get; } = source;

    public TextSpan Span { get; } = span;

    public SourceLocation Location => new(Source, Span);

    /// <summary>How many nodes it stands for once every alias is followed.</summary>
    public abstract long Weight { get; }

    /// <summary>How many levels it nests once every alias is followed.</summary>
    public abstract int Height { get; }

    /// <summary>What it is, for messages: <c>a list</c>.</summary>
    public abstract string Display { get; }
}

/// <summary>Key-value pairs, in order.</summary>
sealed class YamlMapping(SourceText source, TextSpan span, IReadOnlyList<YamlEntry> entries) : YamlNode(source, span)
{
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    public override long Weight { get; } = 1 + entries.Sum(entry => 1 + entry.Value.Weight);

    public override int Height { get; } = 1 + (entries.Max(entry => (int?)entry.Value.Height) ?? 0);

    public override string Display => "a mapping";
}

/// <summary>A key and its value.</summary>
sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A list.</summary>
sealed class YamlSequence(SourceText source, TextSpan span, IReadOnlyList<YamlNode> items) : YamlNode(source, span)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override long Weight { get; } = 1 + items.Sum(item => item.Weight);

    public override int Height { get; } = 1 + (items.Max(item => (int?)item.Height) ?? 0);

    public override string Display => "a list";
}
