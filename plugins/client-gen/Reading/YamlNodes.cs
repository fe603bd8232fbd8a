using System.Text;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>Reads YAML (1.2, core schema, with merge keys) into nodes.</summary>
static partial class YamlNodes
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ApiDocumentException">It is no YAML, or too deep.</exception>
    public static DocumentNode Read(DocumentFile file, ReadingLimits limits)
    {
        // The library refuses lines of tabs and blanks, of which editors leave some.
        var text = BlankLines().Replace(Encoding.UTF8.GetString(file.Bytes), "");
        try
        {
            var parser = new Parser(new StringReader(text));
            var anchors = new Dictionary<AnchorName, DocumentNode>();
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _)) throw new ApiDocumentException("the file is empty", new(file.Name, 1, 1, null));
            parser.Consume<DocumentStart>();
            var root = Node(parser, null, null, file, limits.Depth, anchors);
            parser.Consume<DocumentEnd>();
            return root;
        }
        catch (YamlException cause)
        {
            throw new ApiDocumentException($"this is broken YAML: {cause.InnerException?.Message ?? cause.Message}", new(file.Name, (int)cause.Start.Line, (int)cause.Start.Column, null), cause);
        }
    }

    [GeneratedRegex(@"^[ \t]+(?=\r?$)", RegexOptions.Multiline)]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Number();

    static DocumentNode Node(IParser parser, DocumentNode? parent, string? key, DocumentFile file, int depth, Dictionary<AnchorName, DocumentNode> anchors)
    {
        var start = parser.Current!.Start;
        var mark = DocumentFile.Mark(start.Line, start.Column);
        if (depth == 0) throw new ApiDocumentException("values stand too deep in each other", new(file.Name, (int)start.Line, (int)start.Column, parent?.Pointer));
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return anchors.TryGetValue(alias.Value, out var known) ? known : throw new YamlException(start, alias.End, $"there is no anchor &{alias.Value}");
        DocumentNode node;
        AnchorName anchor;
        if (parser.TryConsume<Scalar>(out var scalar))
        {
            anchor = scalar.Anchor;
            node = scalar.Style == ScalarStyle.Plain && scalar.Tag.IsEmpty ? Plain(scalar.Value, parent, key, file, mark) : new(NodeKind.String, scalar.Value, parent, key, file, mark);
        }
        else if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            anchor = sequence.Anchor;
            node = new(NodeKind.Array, null, parent, key, file, mark);
            while (!parser.TryConsume<SequenceEnd>(out _)) node.Add(Node(parser, node, $"{node.Count}", file, depth - 1, anchors));
        }
        else
        {
            anchor = parser.Consume<MappingStart>().Anchor;
            node = new(NodeKind.Object, null, parent, key, file, mark);
            List<DocumentNode>? merged = null;
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (!parser.TryConsume<Scalar>(out var name)) throw new YamlException(parser.Current!.Start, parser.Current.End, "a key is no text");
                var value = Node(parser, node, name.Value, file, depth - 1, anchors);
                if (name is { Value: "<<", Style: ScalarStyle.Plain }) (merged ??= []).AddRange(value.Kind == NodeKind.Array ? value.Items : [value]);
                else node.Add(name.Value, value);
            }

            foreach (var (name, value) in merged?.SelectMany(static each => each.Members) ?? [])
                if (node[name] is null) node.Add(name, value);
        }

        // Known only now: what is inside cannot be what it is in, and no document is endless.
        if (!anchor.IsEmpty) anchors[anchor] = node;
        return node;
    }

    static DocumentNode Plain(string text, DocumentNode? parent, string? key, DocumentFile file, long mark)
    {
        var kind = text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => NodeKind.Null,
            "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => NodeKind.Boolean,
            _ when text[0] is '-' or '+' or '.' or (>= '0' and <= '9') && Number().IsMatch(text) => NodeKind.Number,
            _ => NodeKind.String,
        };
        return new(kind, kind switch { NodeKind.Null => null, NodeKind.Boolean => text is ['t' or 'T', ..] ? "true" : "false", _ => text }, parent, key, file, mark);
    }
}
