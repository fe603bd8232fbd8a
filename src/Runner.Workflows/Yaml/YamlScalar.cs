using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Yaml;

/// <summary>A scalar: its text, and the value that the YAML 1.2 core schema gives it.</summary>
sealed class YamlScalar(SourceText source, TextSpan span, string text, bool isPlain) : YamlNode(source, span)
{
    /// <summary>The text after YAML's unescaping and folding.</summary>
    public string Text { get; } = text;

    /// <summary>Text for quoted and block scalars; null, boolean or number where a plain one reads as such.</summary>
    public Value Value { get; } = isPlain ? CoreSchema.Resolve(text) : Value.From(text);

    public override long Weight => 1;

    public override string Display => Value.Kind switch
    {
        ValueKind.Null => "nothing",
        ValueKind.Boolean => $"the boolean {Text}",
        ValueKind.Number => $"the number {Text}",
        _ => "text",
    };

    /// <summary>Where a part of <see cref="Text"/> stands in the file.</summary>
    /// <remarks>
    /// Escapes and folding keep the two apart: where the part cannot be found as it is, the whole scalar is named.
    /// </remarks>
    public SourceLocation LocationOf(TextSpan part)
    {
        if (part.Start < 0 || part.End > Text.Length) return Location;
        var raw = Source.Slice(Span);
        var quote = raw.Length > 0 && raw[0] is '"' or '\'' ? 1 : 0;
        if (raw.AsSpan(quote).StartsWith(Text, StringComparison.Ordinal)) return At(quote + part.Start);
        var anchor = Text.Substring(part.Start, part.Length);
        var found = anchor.Length == 0 ? -1 : raw.IndexOf(anchor, StringComparison.Ordinal);
        return found < 0 ? Location : At(found);

        SourceLocation At(int offset) => new(Source, new(Span.Start + offset, part.Length));
    }
}
