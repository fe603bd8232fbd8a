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

    public override long Weight { get; } = WeightOf(entries);

    public override int Height { get; } = HeightOf(entries);

    public override string Display => "a mapping";

    static long WeightOf(IReadOnlyList<YamlEntry> entries)
    {
        var weight = 1L;
        foreach (var entry in entries) weight += 1 + entry.Value.Weight;
        return weight;
    }

    static int HeightOf(IReadOnlyList<YamlEntry> entries)
    {
        var highest = 0;
        foreach (var entry in entries) highest = Math.Max(highest, entry.Value.Height);
        return 1 + highest;
    }
}

/// <summary>A key and its value.</summary>
sealed record YamlEntry(YamlScalar Key, YamlNode Value);

/// <summary>A list.</summary>
sealed class YamlSequence(SourceText source, TextSpan span, IReadOnlyList<YamlNode> items) : YamlNode(source, span)
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override long Weight { get; } = WeightOf(items);

    public override int Height { get; } = HeightOf(items);

    public override string Display => "a list";

    static long WeightOf(IReadOnlyList<YamlNode> items)
    {
        var weight = 1L;
        foreach (var item in items) weight += item.Weight;
        return weight;
    }

    static int HeightOf(IReadOnlyList<YamlNode> items)
    {
        var highest = 0;
        foreach (var item in items) highest = Math.Max(highest, item.Height);
        return 1 + highest;
    }
}
