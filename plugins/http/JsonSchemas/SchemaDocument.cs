using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A text of JSON with a schema, and what in it has an address or a name.</summary>
sealed class SchemaDocument
{
    static readonly string[] Single =
    [
        "additionalProperties", "propertyNames", "items", "additionalItems", "contains", "not", "if", "then", "else", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema",
    ];

    static readonly string[] Lists = ["allOf", "anyOf", "oneOf", "prefixItems", "items"];

    static readonly string[] Maps = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"];

    /// <summary>Reads a document and enters its resources into a map by address.</summary>
    internal SchemaDocument(string name, string? file, Uri address, JsonElement root, Dialect dialect, Dictionary<string, SchemaResource> byAddress)
    {
        Name = name;
        File = file;
        var resource = new SchemaResource(this, IdOf(root) is { } id ? Resolve(address, id, new(null!, "", root)) : address, "", root, DialectOf(root, dialect));
        Resources.Add("", resource);
        byAddress.TryAdd(address.AbsoluteUri, resource);
        byAddress.TryAdd(resource.Address.AbsoluteUri, resource);
        Index(resource.Root, byAddress);
    }

    /// <summary>What messages call it.</summary>
    internal string Name { get; }

    /// <summary>The file that it is; null for one that a workflow wrote out.</summary>
    internal string? File { get; }

    /// <summary>Its resources by the JSON Pointers of their roots.</summary>
    internal Dictionary<string, SchemaResource> Resources { get; } = new(StringComparer.Ordinal);

    internal SchemaPlace Root => Resources[""].Root;

    void Index(SchemaPlace place, Dictionary<string, SchemaResource> byAddress)
    {
        if (place.Element.ValueKind != JsonValueKind.Object) return;
        var schema = place.Element;
        var resource = place.Resource;
        // In draft-07 a reference hides what stands beside it, an $id too.
        var hides = resource.Dialect == Dialect.Draft07 && schema.TryGetProperty("$ref", out _);
        if (place.Pointer.Length > 0 && !hides && IdOf(schema) is { } id)
        {
            resource = new SchemaResource(this, Resolve(resource.Address, id, place), place.Pointer, schema, DialectOf(schema, resource.Dialect));
            Resources[place.Pointer] = resource;
            byAddress.TryAdd(resource.Address.AbsoluteUri, resource);
            place = resource.Root;
        }

        if (resource.Dialect == Dialect.Draft07)
        {
            if (!hides && Text(schema, "$id") is ['#', .. { Length: > 0 } name]) resource.Anchors.TryAdd(name, place);
        }
        else
        {
            if (Text(schema, "$anchor") is { } anchor) resource.Anchors.TryAdd(anchor, place);
            if (Text(schema, "$dynamicAnchor") is { } dynamic && resource.Anchors.TryAdd(dynamic, place)) resource.Dynamic.Add(dynamic);
        }

        foreach (var keyword in Single)
        {
            if (schema.TryGetProperty(keyword, out var part)) Index(place.Part(keyword, part), byAddress);
        }

        foreach (var keyword in Lists)
        {
            if (!schema.TryGetProperty(keyword, out var list) || list.ValueKind != JsonValueKind.Array) continue;
            var parts = place.Part(keyword, list);
            var i = 0;
            foreach (var part in list.EnumerateArray()) Index(parts.Part($"{i++}", part), byAddress);
        }

        foreach (var keyword in Maps)
        {
            if (!schema.TryGetProperty(keyword, out var map) || map.ValueKind != JsonValueKind.Object) continue;
            var parts = place.Part(keyword, map);
            foreach (var part in map.EnumerateObject()) Index(parts.Part(part.Name, part.Value), byAddress);
        }
    }

    /// <summary>The address that a schema gives itself; a mere fragment (an anchor of draft-07) is none.</summary>
    static string? IdOf(JsonElement schema) => Text(schema, "$id") is { Length: > 0 } id && id[0] != '#' ? id : null;

    Dialect DialectOf(JsonElement schema, Dialect otherwise)
    {
        if (Text(schema, "$schema") is not { } named) return otherwise;
        return Dialects.Find(named) ?? throw new SchemaException(
            $"{Name}#/$schema", $"is {Words.Quote(named)}, which is not known: give https://json-schema.org/draft/2020-12/schema or http://json-schema.org/draft-07/schema#");
    }

    Uri Resolve(Uri address, string id, SchemaPlace place) =>
        SchemaAddress.Resolve(address, id) is { } resolved ? SchemaAddress.WithoutFragment(resolved)
            : throw new SchemaException($"{Name}#{place.Pointer}/$id", $"is {Words.Quote(id)}, which is no URI");

    static string? Text(JsonElement schema, string keyword) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
