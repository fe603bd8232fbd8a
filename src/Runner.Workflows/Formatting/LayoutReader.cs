using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Runner.Workflows.Formatting;

/// <summary>
/// Reads how a file is written: the parser's events say what is there, the text between them holds indicators and
/// comments. Whatever fits neither is refused rather than guessed.
/// </summary>
sealed class LayoutReader
{
    readonly SourceCursor cursor;
    readonly IReadOnlyList<ParsingEvent> events;
    int next;
    int flowDepth;

    LayoutReader(string content, IReadOnlyList<ParsingEvent> events)
    {
        cursor = new(content);
        this.events = events;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="content">Its text, with line feeds only.</param>
    /// <param name="events">What the parser says about it.</param>
    /// <param name="comments">Its comments, in order.</param>
    public static FileLayout Read(string content, IReadOnlyList<ParsingEvent> events, out IReadOnlyList<string> comments)
    {
        var reader = new LayoutReader(content, events);
        var layout = reader.ReadFile();
        comments = reader.cursor.Comments;
        return layout;
    }

    ParsingEvent Current => events[next];

    FileLayout ReadFile()
    {
        next++; // StreamStart
        var head = new List<Lexeme>();
        while (Current is DocumentStart && cursor.Peek() == '%') head.Add(TakeLine());
        LayoutNode? root = null;
        if (Current is DocumentStart start)
        {
            next++;
            if (!start.IsImplicit) head.Add(TakeMarker("---"));
            root = ReadNode();
            next++; // DocumentEnd
        }

        var tail = new List<Lexeme>();
        while (cursor.Peek() == '.') tail.Add(TakeMarker("..."));
        if (Current is not StreamEnd || cursor.Peek() != '\0') throw new LayoutException("something follows the document");
        return new(head, root, tail, cursor.Take(0));
    }

    Lexeme TakeLine()
    {
        var end = cursor.Offset;
        while (end < cursor.Content.Length && !SourceCursor.IsBreak(cursor.CharAt(end))) end++;
        var line = cursor.Take(end - cursor.Offset);
        return line with { Text = line.Text.TrimEnd() };
    }

    Lexeme TakeMarker(string marker)
    {
        cursor.Peek();
        return string.CompareOrdinal(cursor.Content, cursor.Offset, marker, 0, marker.Length) == 0 ? cursor.Take(marker.Length) : throw new LayoutException($"`{marker}` is not where it should be");
    }

    LayoutNode ReadNode()
    {
        var read = Current;
        next++;
        if (read is AnchorAlias alias) return new ScalarLayout([], TakeName('*', alias.Value));
        var properties = ReadProperties((NodeEvent)read);
        return read switch
        {
            Scalar scalar => ReadScalar(scalar, properties),
            MappingStart { Style: MappingStyle.Flow } mapping => ReadFlow(properties, '{', '}', HasBracket(mapping)),
            SequenceStart { Style: SequenceStyle.Flow } => ReadFlow(properties, '[', ']', hasBracket: true),
            MappingStart or SequenceStart => ReadBlock(properties, read is SequenceStart),
            _ => throw new LayoutException($"the parser's {read.GetType().Name} is not known"),
        };
    }

    /// <summary>The pair in <c>[a: b]</c> has no bracket, nor a place.</summary>
    bool HasBracket(MappingStart mapping) => flowDepth == 0 || mapping.Start.Index > 0;

    Lexeme[] ReadProperties(NodeEvent node)
    {
        var count = (node.Anchor.IsEmpty ? 0 : 1) + (node.Tag.IsEmpty ? 0 : 1);
        if (count == 0) return [];
        var properties = new Lexeme[count];
        for (var i = 0; i < count; i++)
        {
            properties[i] = cursor.Peek() switch
            {
                '&' => TakeName('&', node.Anchor),
                '!' => cursor.Take(TagLength()),
                _ => throw new LayoutException("an anchor or a tag is not where it should be"),
            };
        }

        return properties;
    }

    Lexeme TakeName(char sign, AnchorName name) => cursor.Peek() == sign ? cursor.Take(1 + name.Value.Length) : throw new LayoutException($"`{sign}` is not where it should be");

    int TagLength()
    {
        var end = cursor.Offset + 1;
        var isVerbatim = cursor.CharAt(end) == '<';
        for (; end < cursor.Content.Length; end++)
        {
            var c = cursor.CharAt(end);
            if (isVerbatim && c == '>') return end + 1 - cursor.Offset;
            if (c is ' ' or '\t' || SourceCursor.IsBreak(c) || (flowDepth > 0 && !isVerbatim && c is ',' or '[' or ']' or '{' or '}')) break;
        }

        return end - cursor.Offset;
    }

    LayoutNode ReadScalar(Scalar scalar, Lexeme[] properties)
    {
        if (scalar is { Style: ScalarStyle.Plain, Value: "" }) return new ScalarLayout(properties, null);
        var first = cursor.Peek();
        if (properties.Length == 0 && cursor.Offset != scalar.Start.Index) throw new LayoutException("something stands before a scalar");
        if (scalar.Style is ScalarStyle.Literal or ScalarStyle.Folded)
            return first is '|' or '>' ? BlockScalarReader.Read(cursor, properties, scalar.Value) : throw new LayoutException("a block scalar is not where it should be");

        var end = (int)Math.Min(scalar.End.Index, cursor.Content.Length);
        if (scalar.Style == ScalarStyle.Plain)
        {
            while (end > cursor.Offset && (cursor.CharAt(end - 1) is ' ' or '\t' || SourceCursor.IsBreak(cursor.CharAt(end - 1)))) end--;
        }

        return end > cursor.Offset ? new ScalarLayout(properties, cursor.Take(end - cursor.Offset)) : throw new LayoutException("a scalar is empty");
    }

    BlockLayout ReadBlock(Lexeme[] properties, bool isSequence)
    {
        var entries = new List<LayoutEntry>();
        while (Current is not (MappingEnd or SequenceEnd))
        {
            entries.Add(isSequence ? new(cursor.Take('-'), null, null, ReadNode(), null) : ReadPair(cursor.SeesIndicator('?')));
        }

        next++;
        return new(properties, entries);
    }

    LayoutEntry ReadPair(bool isExplicit)
    {
        var mark = isExplicit ? cursor.Take('?') : null;
        var key = ReadNode();
        var colon = cursor.Peek() == ':' && (flowDepth > 0 || cursor.SeesIndicator(':')) ? cursor.Take(':') : null;
        return new(mark, key, colon, ReadNode(), null);
    }

    FlowLayout ReadFlow(Lexeme[] properties, char open, char close, bool hasBracket)
    {
        var opening = hasBracket ? cursor.Take(open) : null;
        flowDepth++;
        var entries = new List<LayoutEntry>();
        while (Current is not (MappingEnd or SequenceEnd))
        {
            var entry = open == '{' ? ReadPair(cursor.SeesIndicator('?')) : new(null, null, null, ReadNode(), null);
            entries.Add(hasBracket && cursor.Peek() == ',' ? entry with { Comma = cursor.Take(',') } : entry);
        }

        next++;
        flowDepth--;
        return new(properties, opening, entries, hasBracket ? cursor.Take(close) : null);
    }
}
