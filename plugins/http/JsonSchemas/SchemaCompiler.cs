using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>Makes schemas ready: finds what they refer to, and everything in them that is not right.</summary>
sealed class SchemaCompiler
{
    readonly SchemaLibrary library = new();
    readonly Dictionary<(SchemaDocument Document, string Pointer), SchemaNode> nodes = [];

    internal static JsonSchema CompileFile(string path)
    {
        var compiler = new SchemaCompiler();
        return compiler.Compile(compiler.library.AddFile(path, Dialect.Draft202012));
    }

    internal static JsonSchema CompileInline(JsonElement schema, string folder)
    {
        var compiler = new SchemaCompiler();
        return compiler.Compile(compiler.library.AddInline(schema, folder));
    }

    JsonSchema Compile(SchemaDocument document)
    {
        try
        {
            var root = Node(document.Root);
            return new(root, library.Files);
        }
        catch (InsufficientExecutionStackException e)
        {
            throw document.Root.Problem("nests too deep", e);
        }
    }

    /// <summary>The schema at a place; each is made once, and then used wherever it is referred to.</summary>
    internal SchemaNode Node(SchemaPlace place)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        var key = (place.Resource.Document, place.Pointer);
        // A dynamic reference may lead to a schema that nothing else led to, while several threads check values.
        lock (nodes)
        {
            if (nodes.TryGetValue(key, out var known)) return known;
            var node = new SchemaNode(place);
            nodes.Add(key, node);
            switch (place.Element.ValueKind)
            {
                case JsonValueKind.True or JsonValueKind.False: break;
                case JsonValueKind.Object:
                    node.Fill(new KeywordReader(this, place).Read());
                    break;
                default: throw place.Problem($"is {ShownValue.Of(place.Element)}: a schema is an object, or true or false");
            }
            return node;
        }
    }

    internal SchemaNode Reference(SchemaPlace from, string keyword, string reference) => Node(library.Find(from, keyword, reference));

    internal SchemaPlace PlaceOf(SchemaPlace from, string keyword, string reference) => library.Find(from, keyword, reference);
}
