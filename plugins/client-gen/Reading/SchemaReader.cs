using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>
/// Reads schemas. A schema is made when something first refers to it and filled afterwards, from a queue: neither circles nor depth matter.
/// </summary>
/// <param name="files">The document.</param>
/// <param name="findings">What is found on the way.</param>
sealed class SchemaReader(DocumentSet files, Findings findings)
{
    const int LongestChain = 200;

    static readonly string[] Structure = ["properties", "allOf", "oneOf", "anyOf", "items", "enum", "const", "additionalProperties", "patternProperties", "prefixItems"];
    static readonly string[] BesideReference = ["properties", "allOf", "oneOf", "anyOf", "items"];

    readonly Dictionary<DocumentNode, ApiSchema> known = new(ReferenceEqualityComparer.Instance);
    readonly Queue<ApiSchema> waiting = new();
    readonly List<ApiSchema> unions = [], bases = [];
    readonly PropertyMerging merging = new(files, findings);
    readonly Dictionary<DocumentNode, List<DocumentNode>> derived = new(ReferenceEqualityComparer.Instance);
    ApiSchema? anything;
    int chain;

    /// <summary>The schema of a node; its contents are there after <see cref="Finish"/>.</summary>
    public ApiSchema Read(DocumentNode node)
    {
        if (known.TryGetValue(node, out var schema)) return schema;
        if (node.Kind != NodeKind.Object)
        {
            if (node.Kind != NodeKind.Boolean) findings.Warn("this is no schema: it is taken for anything", node);
            return Anything(node);
        }

        if (chain > LongestChain)
        {
            findings.Warn($"more than {LongestChain} schemas stand for each other: it is taken for anything", node);
            return Anything(node);
        }

        chain++;
        try
        {
            if (DocumentSet.ReferenceOf(node) is not null && !BesideReference.Any(key => node[key] is not null)) return ReadReference(node);
            if (SoleMember(node, out var mayBeNull) is { } member) return Wrapped(node, member, mayBeNull);
        }
        finally
        {
            chain--;
        }

        known[node] = schema = new() { Node = node };
        waiting.Enqueue(schema);
        return schema;
    }

    ApiSchema ReadReference(DocumentNode node)
    {
        if (Resolve(node) is { } target) return Wrapped(node, target, mayBeNull: false);
        return known[node] = Anything(node);
    }

    DocumentNode? Resolve(DocumentNode node)
    {
        var target = files.Resolve(node, out var problem);
        if (problem is not null) findings.Missing(problem);
        return target;
    }

    ApiSchema Anything(DocumentNode node) => anything ??= new() { Node = node, Kind = SchemaKind.Any };

    /// <summary>The only schema that a node consists of: of allOf, or of oneOf and anyOf beside null.</summary>
    static DocumentNode? SoleMember(DocumentNode node, out bool mayBeNull)
    {
        mayBeNull = false;
        string? list = null;
        foreach (var keyword in Structure)
        {
            if (node[keyword] is not { } value || (keyword == "additionalProperties" && value.Kind == NodeKind.Boolean)) continue;
            if (list is not null || keyword is not ("allOf" or "oneOf" or "anyOf")) return null;
            list = keyword;
        }

        if (list is null || node["discriminator"] is not null || node["required"] is not null) return null;
        DocumentNode? sole = null;
        foreach (var member in node[list]!.Items)
        {
            if (list != "allOf" && IsNull(member))
            {
                mayBeNull = true;
                continue;
            }

            if (sole is not null) return null;
            sole = member;
        }

        return sole;
    }

    static bool IsNull(DocumentNode schema) =>
        schema.TextOf("type") == "null" || schema["type"] is { Kind: NodeKind.Null } || schema["const"] is { Kind: NodeKind.Null }
        || schema["enum"] is { Items: [{ Kind: NodeKind.Null }] } || schema["type"] is { Items: [{ Text: "null" }] };

    /// <summary>A schema that stands for another: the other itself where it adds nothing.</summary>
    ApiSchema Wrapped(DocumentNode node, DocumentNode inner, bool mayBeNull)
    {
        mayBeNull |= node.IsTrue("nullable") || node.IsTrue("x-nullable") || (node["type"]?.Items.Any(static each => each.Text == "null") ?? false);
        if (!mayBeNull && node["description"] is null && node["default"] is null && node["title"] is null && !node.IsTrue("readOnly") && !node.IsTrue("writeOnly") && !node.IsTrue("deprecated"))
        {
            if (ReferenceEquals(node, inner)) return Circle(node);
            // Registered while it is read: who stands for himself is found.
            var before = known[node] = new() { Node = node };
            var result = Read(inner);
            if (ReferenceEquals(result, before)) return Circle(node);
            before.Target = result;
            return Ends(before) ? known[node] = result : Circle(node);
        }

        var wrapper = known[node] = new() { Node = node, IsNullable = mayBeNull };
        Describe(wrapper, node);
        wrapper.Default = node["default"];
        wrapper.Target = Read(inner);
        if (Ends(wrapper)) return wrapper;
        wrapper.Target = null;
        return Circle(node);
    }

    static bool Ends(ApiSchema start)
    {
        var steps = 0;
        for (var schema = start.Target; schema is not null; schema = schema.Target)
            if (ReferenceEquals(schema, start) || ++steps > 2 * LongestChain) return false;
        return true;
    }

    ApiSchema Circle(DocumentNode node)
    {
        findings.Warn("this schema stands only for itself: it is taken for anything", node);
        known[node].Target = null;
        return known[node];
    }

    static void Describe(ApiSchema schema, DocumentNode node)
    {
        schema.Title = node.TextOf("title");
        schema.Description = node.TextOf("description");
        schema.IsDeprecated = node.IsTrue("deprecated");
        schema.IsReadOnly = node.IsTrue("readOnly");
        schema.IsWriteOnly = node.IsTrue("writeOnly");
        schema.Example = node["example"] ?? (node["examples"] is { Kind: NodeKind.Array, Items: [var first, ..] } ? first : null);
    }

    /// <summary>Fills all schemas that were asked for.</summary>
    public void Finish()
    {
        while (waiting.TryDequeue(out var schema)) Fill(schema);
        foreach (var schema in bases) AddVariants(schema);
        while (waiting.TryDequeue(out var schema)) Fill(schema);
        foreach (var union in unions) SchemaUnions.Simplify(union);
    }

    void Fill(ApiSchema schema)
    {
        var parts = SchemaParts.Of(schema.Node, Resolve);
        Describe(schema, schema.Node);
        schema.Default = parts["default"];
        schema.Const = parts["const"];
        schema.IsNullable = schema.Node.IsTrue("nullable") || schema.Node.IsTrue("x-nullable") || schema.Const is { Kind: NodeKind.Null };
        NoteBases(schema, parts);

        var options = OptionsOf(schema, parts);
        var types = TypesOf(schema, parts);
        if (options.Count > 0 && !(HasProperties(parts) || parts.All.Count > 1 && types is ["object"]))
        {
            schema.Kind = SchemaKind.Union;
            schema.Options = options;
            schema.Discriminator = DiscriminatorOf(schema, parts);
            unions.Add(schema);
            return;
        }

        schema.Options = options;
        if (types.Count > 1)
        {
            schema.Kind = SchemaKind.Union;
            schema.Options = [.. types.Select(type => OfType(type, parts))];
            unions.Add(schema);
            return;
        }

        FillAs(schema, types.Count == 1 ? types[0] : null, parts);
        if (schema.Kind == SchemaKind.Object) schema.Discriminator = DiscriminatorOf(schema, parts);
        if (schema.Discriminator is not null && options.Count == 0) bases.Add(schema);
    }

    ApiSchema OfType(string type, SchemaParts parts)
    {
        var schema = new ApiSchema { Node = parts.Own };
        FillAs(schema, type, parts);
        return schema;
    }

    static bool HasProperties(SchemaParts parts) => parts.All.Any(static part => part["properties"] is { Count: > 0 });

    List<string> TypesOf(ApiSchema schema, SchemaParts parts)
    {
        var types = new List<string>();
        foreach (var text in parts["type"] switch { { Kind: NodeKind.Array } list => list.Items.Select(static each => each.Text ?? "null"), { Kind: NodeKind.Null } => ["null"], { Text: { } one } => [one], _ => [] })
        {
            if (text == "null") schema.IsNullable = true;
            else if (text is "object" or "array" or "string" or "integer" or "number" or "boolean" or "file") types.Add(text);
            else if (text is not "any") findings.Warn($"there is no type {text}: it is taken for anything", schema.Node);
        }

        if (types.Contains("number")) types.Remove("integer");
        if (types.Count == 0 && parts["type"] is not null && schema.IsNullable && !parts.All.Any(static part => part["enum"] is not null)) schema.Kind = SchemaKind.Null;
        return types;
    }

    void FillAs(ApiSchema schema, string? type, SchemaParts parts)
    {
        schema.Format = parts["format"]?.Text;
        var values = SchemaEnums.Of(parts, out var hasNull);
        schema.IsNullable |= hasNull;
        schema.Kind = type switch
        {
            "object" => SchemaKind.Object,
            "array" => SchemaKind.Array,
            "string" or "file" => SchemaKind.String,
            "integer" => SchemaKind.Integer,
            "number" => SchemaKind.Number,
            "boolean" => SchemaKind.Boolean,
            _ when HasProperties(parts) || parts["additionalProperties"] is { Kind: NodeKind.Object } || parts["patternProperties"] is not null => SchemaKind.Object,
            _ when parts["items"] is not null || parts["prefixItems"] is not null => SchemaKind.Array,
            _ when values.Count > 0 => SchemaEnums.KindOf(values.Select(static each => each.Value)),
            _ when schema.Const is { } value => SchemaEnums.KindOf([value]),
            _ when schema.Format is "date-time" or "date" or "uuid" or "email" or "uri" or "binary" or "byte" || parts["pattern"] is not null || parts["maxLength"] is not null => SchemaKind.String,
            _ when schema.Format is "int32" or "int64" => SchemaKind.Integer,
            _ when schema.Format is "float" or "double" => SchemaKind.Number,
            _ => schema.Kind,
        };
        if (type == "file") schema.Format = "binary";
        schema.Bounds = SchemaBounds.Of(parts);
        if (schema.Kind is SchemaKind.String or SchemaKind.Integer or SchemaKind.Number or SchemaKind.Any) schema.Enum = values;
        if (schema.Kind == SchemaKind.Array) schema.Items = parts["items"] is { Kind: NodeKind.Object } items ? Read(items) : Anything(schema.Node);
        if (schema.Kind == SchemaKind.Object) FillObject(schema, parts);
    }

    void FillObject(ApiSchema schema, SchemaParts parts)
    {
        var required = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts.All)
            if (part["required"] is { Kind: NodeKind.Array }) required.UnionWith(part.TextsOf("required"));
        schema.Properties = [.. merging.Merge(parts).Select(property => new ApiProperty(property.Name, Read(property.Node), required.Contains(property.Name)))];
        foreach (var part in parts.All)
        {
            var others = part["additionalProperties"] ?? part["unevaluatedProperties"] ?? (part["patternProperties"] is { Members: [var pattern] } ? pattern.Value : null);
            if (others is { Kind: NodeKind.Boolean, Text: "false" }) schema.AllowsAdditional = false;
            else if (others is { Kind: NodeKind.Object, Count: > 0 }) schema.Additional = Read(others);
        }

        if (schema.Additional is not null) schema.AllowsAdditional = true;
        if (schema.Properties.Count == 0 && schema.Options.Count == 0 && parts["discriminator"] is null) schema.Kind = SchemaKind.Map;
    }

    List<ApiSchema> OptionsOf(ApiSchema schema, SchemaParts parts)
    {
        var options = new List<ApiSchema>();
        foreach (var part in parts.All)
        {
            var isOwn = ReferenceEquals(part, parts.Own);
            // A base that lists its variants does not make each variant one of all.
            if (!isOwn && parts.Referred.Contains(part) && (part["discriminator"] is not null || Lists(part, parts.Own))) continue;
            foreach (var keyword in (string[])["oneOf", "anyOf"])
            {
                foreach (var option in part[keyword]?.Items ?? [])
                {
                    if (IsNull(option)) schema.IsNullable = true;
                    else if (!SaysNothing(option))
                    {
                        var read = Read(option);
                        if (!ReferenceEquals(read.Resolved, schema) && !options.Contains(read)) options.Add(read);
                        schema.IsAnyOf |= keyword == "anyOf";
                    }
                }
            }
        }

        return options;

        bool Lists(DocumentNode part, DocumentNode own) =>
            (part["oneOf"]?.Items ?? []).Concat(part["anyOf"]?.Items ?? []).Any(option => DocumentSet.ReferenceOf(option) is not null && ReferenceEquals(files.Resolve(option, out _), own));
    }

    /// <summary>Whether an option only says which properties there must be, and other things that are no type.</summary>
    static bool SaysNothing(DocumentNode option) =>
        option.Kind != NodeKind.Object
        || (DocumentSet.ReferenceOf(option) is null && option["type"] is null && option["format"] is null && !Structure.Any(key => option[key] is { Count: > 0 } || (key == "const" && option[key] is not null)));

    /// <summary>Remembers of which bases with a discriminator a schema is a variant.</summary>
    void NoteBases(ApiSchema schema, SchemaParts parts)
    {
        foreach (var part in parts.Referred)
        {
            if (part["discriminator"] is null) continue;
            if (!derived.TryGetValue(part, out var variants)) derived[part] = variants = [];
            variants.Add(schema.Node);
        }
    }

    void AddVariants(ApiSchema schema)
    {
        var mapping = schema.Discriminator!.Mapping.ToList();
        foreach (var node in derived.GetValueOrDefault(schema.Node) ?? [])
        {
            var variant = Read(node);
            // What stands where it is used has no name that a value could say.
            if (variant.Name is null || mapping.Any(pair => ReferenceEquals(pair.Value.Resolved, variant.Resolved))) continue;
            mapping.Add(new(variant.Name, variant));
        }

        schema.Options = [.. mapping.Select(static pair => pair.Value).Where(option => !ReferenceEquals(option.Resolved, schema)).Distinct()];
        schema.Discriminator = schema.Options.Count > 0 ? schema.Discriminator with { Mapping = mapping } : null;
    }

    ApiDiscriminator? DiscriminatorOf(ApiSchema schema, SchemaParts parts)
    {
        // Version 2 has only the property's name. A variant has no variants: what its base says is the base's.
        if (parts.Own["discriminator"] is not { } node || (node.Kind == NodeKind.String ? node.Text : node.TextOf("propertyName")) is not { Length: > 0 } property) return null;
        var mapping = new List<KeyValuePair<string, ApiSchema>>();
        foreach (var (value, target) in node.Object("mapping")?.Members ?? [])
        {
            if (target.Text is not { Length: > 0 } text) continue;
            string? why = null;
            var found = Named(text, node.File) ?? (DocumentSet.IsReference(text) ? files.Find(text, node.File, out why) : null);
            if (found is null) findings.Missing(new($"the mapping {text} leads nowhere: {why ?? "there is no schema of this name"}", target.Place));
            else mapping.Add(new(value, Read(found)));
        }

        foreach (var option in (parts.Own["oneOf"]?.Items ?? []).Concat(parts.Own["anyOf"]?.Items ?? []))
        {
            if (DocumentSet.ReferenceOf(option) is not { } reference || files.Resolve(option, out _) is not { } target) continue;
            var read = Read(target);
            if (!mapping.Any(pair => ReferenceEquals(pair.Value.Resolved, read.Resolved))) mapping.Add(new(reference[(reference.LastIndexOf('/') + 1)..], read));
        }

        if (schema.Options.Count > 0)
            schema.Options = [.. schema.Options, .. mapping.Select(static pair => pair.Value).Where(each => !schema.Options.Any(option => ReferenceEquals(option.Resolved, each.Resolved)) && !ReferenceEquals(each.Resolved, schema)).Distinct()];
        return new(property, mapping);
    }

    static DocumentNode? Named(string name, DocumentFile file) => file.Root.Object("components")?.Object("schemas")?[name] ?? file.Root.Object("definitions")?[name];
}
