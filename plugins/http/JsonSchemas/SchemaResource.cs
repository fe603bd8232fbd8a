using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>A schema with an address of its own: a file, or a part of one that has an <c>$id</c>.</summary>
sealed class SchemaResource(SchemaDocument document, Uri address, string pointer, JsonElement root, Dialect dialect)
{
    internal SchemaDocument Document { get; } = document;

    /// <summary>What references in it are relative to.</summary>
    internal Uri Address { get; } = address;

    internal Dialect Dialect { get; } = dialect;

    /// <summary>Its own root.</summary>
    internal SchemaPlace Root => new(this, pointer, root);

    /// <summary>What its anchors name.</summary>
    internal Dictionary<string, SchemaPlace> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Those of the anchors that are dynamic.</summary>
    internal HashSet<string> Dynamic { get; } = new(StringComparer.Ordinal);
}

/// <summary>A schema inside a document.</summary>
/// <param name="Resource">The resource that it belongs to.</param>
/// <param name="Pointer">Where in the document, as a JSON Pointer.</param>
/// <param name="Element">What stands there.</param>
readonly record struct SchemaPlace(SchemaResource Resource, string Pointer, JsonElement Element)
{
    /// <summary>For messages: the file's name and the pointer.</summary>
    internal string Name => $"{Resource.Document.Name}#{Pointer}";

    internal SchemaException Problem(string problem, Exception? inner = null) => new(Name, problem, inner);

    /// <summary>The place of a part of this one, which may be a resource of its own.</summary>
    internal SchemaPlace Part(string token, JsonElement element)
    {
        var pointer = $"{Pointer}/{JsonPointers.Escape(token)}";
        return new(Resource.Document.Resources.GetValueOrDefault(pointer) ?? Resource, pointer, element);
    }
}
