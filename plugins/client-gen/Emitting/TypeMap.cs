using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Naming;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>A type to write.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Schema">What it is of.</param>
readonly record struct TypeToWrite(string Name, ApiSchema Schema);

/// <summary>Which C# type each schema is, and which types are to be written. Schemas without a name that are alike share a type.</summary>
sealed class TypeMap
{
    static readonly HashSet<string> BuiltInValues = ["int", "long", "ulong", "double", "decimal", "bool", "DateTimeOffset", "DateOnly", "Guid", "JsonElement"];

    readonly Dictionary<ApiSchema, string> names = new(ReferenceEqualityComparer.Instance);
    readonly Dictionary<string, string> byShape = new(StringComparer.Ordinal);
    readonly HashSet<ApiSchema> inProgress = new(ReferenceEqualityComparer.Instance);
    readonly HashSet<ApiSchema> multipart = new(ReferenceEqualityComparer.Instance);
    readonly HashSet<string> values = new(BuiltInValues, StringComparer.Ordinal);
    readonly Queue<TypeToWrite> waiting = new();
    readonly SchemaShapes shapes = new();

    /// <summary>Names the schemas that the document names.</summary>
    public TypeMap(ApiModel api, NameScope scope)
    {
        Scope = scope;
        var named = api.Schemas.Where(static schema => schema.Target is null && NeedsType(schema)).ToList();
        var given = scope.Take(named, static schema => schema.Name!, static schema => Identifiers.Candidates(schema.Name!, "Model"), static schema => schema.Node.Pointer);
        for (var i = 0; i < named.Count; i++) Name(named[i], given[i]);
        Named = named;
    }

    /// <summary>The names of types.</summary>
    public NameScope Scope { get; }

    /// <summary>The schemas with a type that the document names.</summary>
    public IReadOnlyList<ApiSchema> Named { get; }

    /// <summary>Which types there are, by their names; known when all are written.</summary>
    public HashSet<ApiSchema> Used { get; } = new(ReferenceEqualityComparer.Instance);

    void Name(ApiSchema schema, string name)
    {
        names[schema] = name;
        if (schema.Kind is SchemaKind.Union or SchemaKind.String or SchemaKind.Integer) values.Add(name);
    }

    /// <summary>The next type to write.</summary>
    public bool TryNext(out TypeToWrite type) => waiting.TryDequeue(out type);

    /// <summary>Has a schema's type written, if it needs one.</summary>
    public void Use(ApiSchema schema)
    {
        if (Used.Add(schema)) waiting.Enqueue(new(names[schema], schema));
    }

    /// <summary>Marks a schema as the body of a multipart request, in which binary properties are files.</summary>
    public void MarkMultipart(ApiSchema schema) => multipart.Add(schema.Resolved);

    /// <summary>Whether a schema is the body of a multipart request.</summary>
    public bool IsMultipart(ApiSchema schema) => multipart.Contains(schema);

    /// <summary>Whether a type is a value type.</summary>
    public bool IsValue(string type) => values.Contains(type);

    /// <summary>Whether a schema is a type of its own.</summary>
    public static bool NeedsType(ApiSchema schema) => schema.Kind switch
    {
        SchemaKind.Object => true,
        SchemaKind.Union => schema.Options.Count > 0,
        SchemaKind.String => IsOpenEnum(schema),
        SchemaKind.Integer => schema.Enum.Count > 0 && schema.Enum.All(static value => value.Name is not null && long.TryParse(value.Value.Text, out _)),
        _ => false,
    };

    static bool IsOpenEnum(ApiSchema schema) => schema.Const is null && schema.Format is not ("date-time" or "date" or "uuid" or "binary" or "byte") && schema.Enum.Count > (schema.Name is null ? 1 : 0);

    /// <summary>The only text that a schema allows; null where there are others.</summary>
    public static string? OnlyText(ApiSchema schema) =>
        schema.Kind != SchemaKind.String || NeedsType(schema) ? null : schema.Const is { Kind: Reading.NodeKind.String } value ? value.Text : schema.Enum is [var only] && schema.Format is null ? only.Value.Text : null;

    /// <summary>The C# type of a schema, without the mark of what may be null.</summary>
    /// <param name="given">The schema.</param>
    /// <param name="hint">What a type without a name is called.</param>
    /// <param name="isFile">Whether binary text is a file to send.</param>
    public string Of(ApiSchema? given, string hint, bool isFile = false)
    {
        if (given?.Resolved is not { } schema) return "JsonElement";
        if (names.TryGetValue(schema, out var known))
        {
            Use(schema);
            return known;
        }

        if (NeedsType(schema)) return OfUnnamed(schema, hint);
        // A list of itself has no other type.
        if (!inProgress.Add(schema)) return "JsonElement";
        try
        {
            return schema.Kind switch
            {
                SchemaKind.Array => $"List<{Nullable(schema.Items, hint + "Item", isFile)}>",
                SchemaKind.Map => $"Dictionary<string, {Nullable(schema.Additional, hint + "Value", false)}>",
                SchemaKind.String => OfText(schema, isFile),
                SchemaKind.Integer => schema.Format switch { "int32" => "int", "uint64" => "ulong", _ => "long" },
                SchemaKind.Number => schema.Format is "decimal" ? "decimal" : "double",
                SchemaKind.Boolean => "bool",
                _ => "JsonElement",
            };
        }
        finally
        {
            inProgress.Remove(schema);
        }
    }

    string Nullable(ApiSchema? schema, string hint, bool isFile)
    {
        var type = Of(schema, hint, isFile);
        return type != "JsonElement" && schema?.MayBeNull == true ? type + "?" : type;
    }

    static string OfText(ApiSchema schema, bool isFile) => schema.Format switch
    {
        "date-time" => "DateTimeOffset",
        "date" => "DateOnly",
        "uuid" => "Guid",
        "byte" => "byte[]",
        "binary" => isFile ? "ApiFile" : "string",
        "int64" => "long",
        "uint64" => "ulong",
        _ => "string",
    };

    string OfUnnamed(ApiSchema schema, string hint)
    {
        // Files are no part of a shape.
        var shape = IsMultipart(schema) ? schema.Node.Pointer : shapes.Of(schema);
        if (!byShape.TryGetValue(shape, out var name))
        {
            if (schema.Title is { Length: > 0 and < 40 } title && title.All(static each => char.IsAsciiLetterOrDigit(each)) && char.IsAsciiLetterUpper(title[0]))
                name = Scope.Take(schema.Node.Place.ToString(), hint, hint + title, hint + "Model");
            else
                name = Scope.Take(schema.Node.Place.ToString(), hint, hint + "Model");
            byShape[shape] = name;
            Name(schema, name);
            Use(schema);
            return name;
        }

        Name(schema, name);
        Used.Add(schema);
        return name;
    }
}
