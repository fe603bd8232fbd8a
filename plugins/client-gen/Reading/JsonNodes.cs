using System.Text;
using System.Text.Json;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>Reads JSON into nodes.</summary>
static class JsonNodes
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ApiDocumentException">It is no JSON, or too deep.</exception>
    public static DocumentNode Read(DocumentFile file, ReadingLimits limits)
    {
        var bytes = file.Bytes.AsSpan();
        var skipped = bytes.StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
        var reader = new Utf8JsonReader(bytes[skipped..], new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = limits.Depth });
        var open = new Stack<DocumentNode>();
        DocumentNode? root = null;
        string? name = null;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.PropertyName:
                        name = Text(ref reader);
                        break;
                    case JsonTokenType.StartObject or JsonTokenType.StartArray:
                        open.Push(Put(reader.TokenType == JsonTokenType.StartObject ? NodeKind.Object : NodeKind.Array, null, reader.TokenStartIndex));
                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        open.Pop();
                        break;
                    case JsonTokenType.String:
                        Put(NodeKind.String, Text(ref reader), reader.TokenStartIndex);
                        break;
                    case JsonTokenType.Number:
                        Put(NodeKind.Number, Encoding.UTF8.GetString(reader.ValueSpan), reader.TokenStartIndex);
                        break;
                    case JsonTokenType.True or JsonTokenType.False:
                        Put(NodeKind.Boolean, reader.TokenType == JsonTokenType.True ? "true" : "false", reader.TokenStartIndex);
                        break;
                    default:
                        Put(NodeKind.Null, null, reader.TokenStartIndex);
                        break;
                }
            }
        }
        catch (JsonException cause)
        {
            var line = (int)(cause.LineNumber ?? 0) + 1;
            var place = new DocumentPlace(file.Name, line, (int)(cause.BytePositionInLine ?? 0) + 1, open.TryPeek(out var inside) ? inside.Pointer : null);
            throw new ApiDocumentException(reader.CurrentDepth >= limits.Depth ? $"values stand more than {limits.Depth} deep in each other" : $"this is broken JSON: {Reason(cause.Message)}", place, cause);
        }

        return root ?? throw new ApiDocumentException("the file is empty", new(file.Name, 1, 1, null));

        DocumentNode Put(NodeKind kind, string? text, long position)
        {
            var parent = open.TryPeek(out var top) ? top : null;
            var node = new DocumentNode(kind, text, parent, parent is { Kind: NodeKind.Array } ? $"{parent.Count}" : name, file, position + skipped);
            if (parent is null) root = node;
            else if (parent.Kind == NodeKind.Array) parent.Add(node);
            else parent.Add(name!, node);
            return node;
        }
    }

    /// <summary>The text of a string. Halves of surrogate pairs, which no file may hold, become question marks.</summary>
    static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    /// <summary>The library's message without its own account of the place.</summary>
    static string Reason(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? message : message[..end]).TrimEnd('.');
    }
}
