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
    readonly Parser events;
    readonly Dictionary<string, YamlNode> anchors = new(StringComparer.Ordinal);
    readonly HashSet<string> openAnchors = new(StringComparer.Ordinal);
    long nodes;

    YamlReader(SourceText source, DiagnosticBag diagnostics)
    {
        this.source = source;
        this.diagnostics = diagnostics;
        events = new(new StringReader(source.Content));
    }

    /// <summary>The document's root, or null when there is none or the text is not YAML; the diagnostics say which.</summary>
    /// <param name="source">The text.</param>
    /// <param name="diagnostics">Takes what is wrong with it.</param>
    /// <param name="mayBeEmpty">Whether a file without content is fine; it has no root.</param>
    public static YamlNode? Read(SourceText source, DiagnosticBag diagnostics, bool mayBeEmpty = false)
    {
        try
        {
            return new YamlReader(source, diagnostics).ReadStream(mayBeEmpty);
        }
        catch (StopException)
        {
            return null;
        }
        catch (YamlException e)
        {
            ReportSyntax(source, diagnostics, e);
            return null;
        }
    }

    YamlNode? ReadStream(bool mayBeEmpty)
    {
        events.MoveNext(); // StreamStart
        events.MoveNext();
        if (events.Current is StreamEnd)
        {
            if (!mayBeEmpty) diagnostics.Error(DiagnosticCodes.Empty, new(source, default), "the file is empty", "a workflow needs at least `steps:`");
            return null;
        }

        events.MoveNext(); // into the document
        var root = ReadNode(0);
        events.MoveNext(); // DocumentEnd
        events.MoveNext();
        if (events.Current is DocumentStart next)
            Fail(DiagnosticCodes.ManyDocuments, SpanOf(next), "a second YAML document starts here", "a workflow file holds one; move this one to a file of its own");
        if (root is YamlScalar { Value.IsNull: true })
        {
            if (!mayBeEmpty) diagnostics.Error(DiagnosticCodes.Empty, root.Location, "the file holds no workflow", "a workflow needs at least `steps:`");
            return null;
        }

        return root;
    }

    /// <summary>Reads the node that starts at the current event and moves past it.</summary>
    YamlNode ReadNode(int depth)
    {
        if (depth > YamlLimits.Depth)
            Fail(DiagnosticCodes.YamlLimit, SpanOf(events.Current!), $"nested more than {YamlLimits.Depth} levels deep");
        if (events.Current is AnchorAlias alias) return Follow(alias);

        var current = (NodeEvent)events.Current!;
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
        return new(source, SpanOf(scalar), scalar.Value, scalar.Style is ScalarStyle.Plain or ScalarStyle.Any && scalar.Tag.IsEmpty);
    }

    YamlMapping ReadMapping(MappingStart start, int depth)
    {
        events.MoveNext();
        var entries = new List<YamlEntry>();
        var keys = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        while (events.Current is not MappingEnd)
        {
            if (ReadNode(depth + 1) is not YamlScalar key)
                throw Fail(DiagnosticCodes.YamlSyntax, entries.Count > 0 ? entries[^1].Key.Span : SpanOf(start), "a key must be a word, not a list or a mapping", "a text that starts with `{` or `[` needs quotes");
            var value = ReadNode(depth + 1);
            if (keys.TryAdd(key.Text, key))
            {
                entries.Add(new(key, value));
                continue;
            }

            diagnostics.Error(DiagnosticCodes.DuplicateKey, key.Location, $"the key `{key.Text}` stands here twice",
                $"it is already on line {source.PositionOf(keys[key.Text].Span.Start).Line}; keep one of them");
        }

        var span = entries.Count > 0 && start.Style != MappingStyle.Flow
            ? TextSpan.Between(entries[0].Key.Span.Start, entries[^1].Value.Span.End)
            : TextSpan.Between((int)start.Start.Index, (int)events.Current.End.Index);
        events.MoveNext();
        return new(source, span, entries);
    }

    YamlSequence ReadSequence(SequenceStart start, int depth)
    {
        events.MoveNext();
        var items = new List<YamlNode>();
        while (events.Current is not SequenceEnd) items.Add(ReadNode(depth + 1));
        var span = items.Count > 0 && start.Style != SequenceStyle.Flow
            ? TextSpan.Between((int)start.Start.Index, items[^1].Span.End)
            : TextSpan.Between((int)start.Start.Index, (int)events.Current!.End.Index);
        events.MoveNext();
        return new(source, span, items);
    }

    YamlNode Follow(AnchorAlias alias)
    {
        var name = alias.Value.Value;
        if (!anchors.TryGetValue(name, out var target))
        {
            throw openAnchors.Contains(name)
                ? Fail(DiagnosticCodes.YamlLimit, SpanOf(alias), $"the alias `*{name}` stands inside its own anchor, so it would never end")
                : Fail(DiagnosticCodes.UnknownAlias, SpanOf(alias), $"no anchor `&{name}` comes before this alias", DidYouMean.Suggest(name, anchors.Keys) is { } near ? $"did you mean *{near}?" : "a text that starts with `*` needs quotes");
        }

        Count(target.Weight);
        events.MoveNext();
        return target;
    }

    void Count(long added)
    {
        nodes += added;
        if (nodes > YamlLimits.Nodes)
            Fail(DiagnosticCodes.YamlLimit, SpanOf(events.Current!), $"more than {YamlLimits.Nodes:N0} values once aliases are followed", "use fewer or smaller aliases");
    }

    void CheckTag(NodeEvent node)
    {
        if (node.Tag.IsEmpty || node.Tag.IsNonSpecific || node.Tag.Value == "tag:yaml.org,2002:str") return;
        var span = SpanOf(node);
        var line = source.Line(source.PositionOf(span.Start).Line);
        var written = source.Content.AsSpan(span.Start, Math.Min(span.Length, line.Length));
        var word = written.IndexOfAny(' ', '\n', '\r') is >= 0 and var end ? written[..end].ToString() : written.ToString();
        Fail(DiagnosticCodes.YamlTag, new(span.Start, Math.Max(1, word.Length)), $"`{word}` is a YAML tag, since it starts with `!`",
            $"write it in an expression, ${{{{ {source.Content[span.Start..LineEnd(span.Start)].Trim()} }}}}, or in quotes");
    }

    int LineEnd(int offset)
    {
        var end = source.Content.IndexOfAny(['\r', '\n'], offset);
        return end < 0 ? source.Content.Length : end;
    }

    TextSpan SpanOf(ParsingEvent e) => Clamp((int)e.Start.Index, (int)e.End.Index);

    TextSpan Clamp(int start, int end) =>
        TextSpan.Between(Math.Min(start, source.Content.Length), Math.Min(end, source.Content.Length));

    StopException Fail(string code, TextSpan span, string message, string? help = null)
    {
        diagnostics.Error(code, new(source, span), message, help);
        throw new StopException();
    }

    static void ReportSyntax(SourceText source, DiagnosticBag diagnostics, YamlException e)
    {
        var offset = (int)Math.Min(e.Start.Index, source.Content.Length);
        var line = source.PositionOf(offset).Line;
        // The scanner names the token before or after the tab, depending on where it stands.
        foreach (var candidate in new[] { line, line + 1, line - 1 })
        {
            if (candidate < 1 || candidate > source.PositionOf(source.Content.Length).Line) continue;
            var text = source.Line(candidate);
            var indent = text.Length - text.TrimStart(' ', '\t').Length;
            var tab = text.IndexOf('\t', 0, indent);
            if (tab < 0) continue;
            diagnostics.Error(DiagnosticCodes.YamlTab, new(source, new(source.OffsetOf(candidate, tab + 1), 1)), "a tab is used to indent", "YAML indents with spaces only");
            return;
        }

        var message = e.InnerException is null ? e.Message : $"{e.Message} {e.InnerException.Message}";
        var help = source.Content.AsSpan(offset).StartsWith("@") || source.Content.AsSpan(offset).StartsWith("`")
            ? "a text that starts with @ or ` needs quotes"
            : null;
        diagnostics.Error(DiagnosticCodes.YamlSyntax, new(source, TextSpan.Between(offset, (int)Math.Min(e.End.Index, source.Content.Length))),
            $"not valid YAML: {char.ToLowerInvariant(message[0])}{message[1..].TrimEnd('.')}", help);
    }

    /// <summary>Reading cannot go on; why has been reported.</summary>
    sealed class StopException : Exception;
}
