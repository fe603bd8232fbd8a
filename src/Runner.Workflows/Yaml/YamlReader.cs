using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Runner.Workflows.Yaml;

/// <summary>
/// Text to YAML nodes with their places. It reads the event parser rather than the deserializer: that one loses
/// positions and costs 75 ms at start.
/// </summary>
sealed class YamlReader
{
    readonly SourceText source;
    readonly DiagnosticBag diagnostics;
    readonly SyntaxProblem problems;
    readonly Scanner scanner;
    readonly Parser events;
    readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);
    readonly HashSet<string> openAnchors = new(StringComparer.Ordinal);
    readonly int mostNodes;
    readonly string? literalTag;
    long nodes;

    YamlReader(SourceText source, DiagnosticBag diagnostics, int mostNodes, string? literalTag)
    {
        this.source = source;
        this.mostNodes = mostNodes;
        this.literalTag = literalTag;
        this.diagnostics = diagnostics;
        problems = new(source, diagnostics);
        scanner = new(new StringReader(source.Content), skipComments: true);
        events = new(scanner);
    }

    /// <summary>Reads a document.</summary>
    /// <param name="source">The text.</param>
    /// <param name="diagnostics">Takes why it cannot be read.</param>
    /// <param name="root">Its root; null when it cannot be read, and when there is nothing but comments.</param>
    /// <param name="mostNodes">How many values it may have, aliases followed.</param>
    /// <param name="literalTag">A tag that may stand before a value, which is then data as it stands; null for none.</param>
    /// <returns>Whether it can be read.</returns>
    public static bool TryRead(SourceText source, DiagnosticBag diagnostics, out YamlNode? root, int mostNodes = YamlLimits.Nodes, string? literalTag = null)
    {
        root = null;
        var reader = new YamlReader(source, diagnostics, mostNodes, literalTag);
        try
        {
            root = reader.ReadStream();
            return true;
        }
        catch (StopException)
        {
            return false;
        }
        // The parser has exceptions of its own, and others where it does not expect what it finds.
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            reader.problems.Report(e, (int)reader.scanner.CurrentPosition.Index);
            return false;
        }
    }

    YamlNode? ReadStream()
    {
        events.MoveNext(); // StreamStart
        events.MoveNext();
        if (events.Current is StreamEnd) return null;
        events.MoveNext(); // into the document
        var root = ReadNode(0);
        events.MoveNext(); // past DocumentEnd
        if (events.Current is DocumentStart next)
            Fail(DiagnosticCodes.ManyDocuments, SpanOf(next), "a second YAML document starts here", "a file holds one; move this one to a file of its own");
        return root is YamlScalar { Value.IsNull: true } ? null : root;
    }

    /// <summary>Reads the node that starts at the current event and moves past it.</summary>
    YamlNode ReadNode(int depth)
    {
        CheckDepth(depth);
        if (events.Current is AnchorAlias alias) return Follow(alias, depth);

        if (events.Current is not NodeEvent current) throw new InvalidOperationException("The parser ended a collection where a value must stand.");
        CheckTag(current);
        var anchor = current.Anchor.IsEmpty ? null : current.Anchor.Value;
        if (anchor is not null) openAnchors.Add(anchor);
        Count(1);
        YamlNode node = current switch
        {
            Scalar scalar => ReadScalar(scalar),
            MappingStart start => ReadMapping(start, depth),
            SequenceStart start => ReadSequence(start, depth),
            _ => throw new InvalidOperationException($"Unexpected YAML event {current.GetType().Name}."),
        };
        if (anchor is not null)
        {
            openAnchors.Remove(anchor);
            anchors[anchor] = node;
        }

        return node;
    }

    YamlScalar ReadScalar(Scalar scalar)
    {
        events.MoveNext();
        return new(source, SpanWithoutProperties(scalar), scalar.Value, scalar.Style is ScalarStyle.Plain or ScalarStyle.Any && scalar.Tag.IsEmpty) { IsLiteral = IsLiteral(scalar) };
    }

    YamlMapping ReadMapping(MappingStart start, int depth)
    {
        events.MoveNext();
        var entries = new List<YamlEntry>();
        var keys = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        while (events.Current is not MappingEnd)
        {
            if (ReadNode(depth + 1) is not YamlScalar key)
                throw Fail(DiagnosticCodes.YamlSyntax, entries.Count > 0 ? entries[^1].Key.Span : SpanOf(start), "a key must be a word, not a list or a mapping", KeyHelp(start));
            var value = ReadNode(depth + 1);
            if (keys.TryAdd(key.Text, key))
            {
                entries.Add(new(key, value));
                continue;
            }

            diagnostics.Error(DiagnosticCodes.DuplicateKey, key.Location, $"the key `{ShownText.Shorten(key.Text)}` stands here twice",
                $"it is already on line {source.PositionOf(keys[key.Text].Span.Start).Line}; keep one of them");
        }

        var span = entries.Count > 0 && start.Style != MappingStyle.Flow
            ? TextSpan.Between(entries[0].Key.Span.Start, entries[^1].Value.Span.End)
            : FlowSpan(start);
        events.MoveNext();
        return new(source, span, entries);
    }

    string KeyHelp(MappingStart start) => source.Content.AsSpan((int)start.Start.Index).StartsWith("{{")
        ? "an expression is written ${{ }}, with a `$`; a text that starts with `{` needs quotes"
        : "a text that starts with `{` or `[` needs quotes";

    YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        events.MoveNext();
        var items = new List<YamlNode>();
        while (events.Current is not SequenceEnd) items.Add(ReadNode(depth + 1));
        var span = items.Count > 0 && start.Style != SequenceStyle.Flow
            ? TextSpan.Between((int)start.Start.Index, items[^1].Span.End)
            : FlowSpan(start);
        events.MoveNext();
        return new(source, span, items);
    }

    YamlNode Follow(AnchorAlias alias, int depth)
    {
        var name = alias.Value.Value;
        if (!anchors.TryGetValue(name, out var target))
        {
            throw openAnchors.Contains(name)
                ? Fail(DiagnosticCodes.YamlLimit, SpanOf(alias), $"the alias `*{name}` stands inside its own anchor, so it would never end")
                : Fail(DiagnosticCodes.UnknownAlias, SpanOf(alias), $"no anchor `&{name}` comes before this alias", DidYouMean.Suggest(name, anchors.Keys) is { } near ? $"did you mean `*{near}`?" : "a text that starts with `*` needs quotes");
        }

        Count(target.Weight);
        CheckDepth(depth + target.Height);
        events.MoveNext();
        return target;
    }

    void CheckDepth(int depth)
    {
        if (depth > YamlLimits.Depth)
            Fail(DiagnosticCodes.YamlLimit, SpanOf(events.Current!), $"nested more than {YamlLimits.Depth} levels deep", "no workflow needs that; is a bracket or an alias too many?");
    }

    void Count(long added)
    {
        nodes += added;
        if (nodes > mostNodes)
            Fail(DiagnosticCodes.YamlLimit, SpanOf(events.Current!), $"more than {mostNodes:N0} values once aliases are followed", "use fewer or smaller aliases");
    }

    void CheckTag(NodeEvent node)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific || node.Tag.Value == "tag:yaml.org,2002:str" || IsLiteral(node)) return;
        problems.ReportTag(SpanOf(node).Start);
        throw new StopException();
    }

    bool IsLiteral(NodeEvent node) => literalTag is not null && !node.Tag.IsEmpty && !node.Tag.IsNonSpecific && node.Tag.Value == literalTag;

    /// <summary>From the bracket that opens to the one that closes; the parser's end of it is one short.</summary>
    TextSpan FlowSpan(NodeEvent start) => Clamp((int)start.Start.Index, (int)events.Current!.Start.Index + 1);

    /// <summary>Where a scalar itself stands, after its anchor and tag.</summary>
    TextSpan SpanWithoutProperties(Scalar scalar)
    {
        var span = SpanOf(scalar);
        if (scalar.Anchor.IsEmpty && scalar.Tag.IsEmpty) return span;
        var text = source.Content.AsSpan(0, span.End);
        var start = span.Start;
        while (start < text.Length && text[start] is '&' or '!' or '#')
        {
            var end = text[start] == '#' ? text[start..].IndexOfAny('\r', '\n') : text[start..].IndexOfAny(" \t\r\n");
            start = end < 0 ? text.Length : start + end;
            while (start < text.Length && char.IsWhiteSpace(text[start])) start++;
        }

        return TextSpan.Between(start, span.End);
    }

    TextSpan SpanOf(ParsingEvent e) => Clamp((int)e.Start.Index, (int)e.End.Index);

    TextSpan Clamp(int start, int end) =>
        TextSpan.Between(Math.Min(start, source.Content.Length), Math.Min(end, source.Content.Length));

    StopException Fail(string code, TextSpan span, string message, string? help = null)
    {
        diagnostics.Error(code, new(source, span), message, help);
        throw new StopException();
    }

    /// <summary>Reading cannot go on; why has been reported.</summary>
    sealed class StopException : Exception;
}
