using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Yaml;

/// <summary>A scalar: its text, and the value that the YAML 1.2 core schema gives it.</summary>
sealed class YamlScalar(SourceText source, TextSpan span, string text, bool isPlain) : YamlNode(source, span)
{
    IReadOnlyList<int>? offsets;

    /// <summary>The text after YAML's unescaping and folding.</summary>
    public string Text { get; } = text;

    /// <summary>Text for quoted and block scalars; null, boolean or number where a plain one reads as such.</summary>
    public Value Value { get; } = isPlain ? CoreSchema.Resolve(text) : Value.From(text);

    /// <summary>Whether it stands there without quotes, on a line of its own or among others, so that it may be something else than text.</summary>
    public bool IsPlain { get; } = isPlain;

    /// <summary>Whether its tag says that it is data as it stands, whatever it looks like.</summary>
    public bool IsLiteral { get; init; }

    public override long Weight => 1;

    public override int Height => 0;

    public override string Display => Value.Kind switch
    {
        ValueKind.Null => "nothing",
        ValueKind.Boolean => $"the boolean {Text}",
        ValueKind.Number => $"the number {Text}",
        _ => "text",
    };

    /// <summary>Where a part of <see cref="Text"/> stands in the file.</summary>
    public SourceLocation LocationOf(TextSpan part)
    {
        if (part.Start < 0 || part.End > Text.Length) return Location;
        var raw = Source.Slice(Span);
        var quote = raw.Length > 0 && raw[0] is '"' or '\'' ? 1 : 0;
        if (raw.AsSpan(quote).StartsWith(Text, StringComparison.Ordinal)) return At(quote + part.Start, quote + part.End);
        offsets ??= ScalarOffsets.Of(raw, Text) ?? [];
        if (offsets.Count == 0) return Location;
        // A part ends where its last character ends, not where the next one starts: a line break may lie between.
        return At(offsets[part.Start], part.Length == 0 ? offsets[part.Start] : Math.Max(offsets[part.End - 1] + 1, EndOf(part.End)));

        SourceLocation At(int start, int end) => new(Source, TextSpan.Between(Span.Start + Math.Min(start, Span.Length), Span.Start + Math.Min(end, Span.Length)));

        int EndOf(int end) =>
            raw.AsSpan(offsets[end - 1], offsets[end] - offsets[end - 1]).ContainsAny('\r', '\n') ? offsets[end - 1] : offsets[end];
    }
}
