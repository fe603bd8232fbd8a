using System.Text;
using System.Text.Json;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Naming;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Writes the types of schemas.</summary>
/// <param name="types">Which there are.</param>
/// <param name="usage">Which are sent, and which are received.</param>
/// <param name="runtime">What of the runtime is needed.</param>
sealed class ModelWriter(TypeMap types, SchemaUsage usage, RuntimeNeeds runtime)
{
    static readonly string[] OfObject = ["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "Extra"];
    static readonly string[] OfEnum = ["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "Value", "Of", "Deconstruct", "PrintMembers"];
    static readonly string[] OfUnion = ["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "Json", "Of"];

    /// <summary>Writes all types that are used, and those that they use.</summary>
    public string WriteAll()
    {
        var written = new List<(string Name, string Code)>();
        while (types.TryNext(out var type))
        {
            var code = new StringBuilder();
            Write(code, type.Name, type.Schema);
            written.Add((type.Name, code.ToString()));
        }

        // Where a type is first used says nothing to a reader, and moves.
        return string.Concat(written.OrderBy(static each => each.Name, StringComparer.Ordinal).Select(static each => each.Code));
    }

    void Write(StringBuilder code, string name, ApiSchema schema)
    {
        code.Append('\n');
        // What is said of a schema without a name is said of the property that it is of.
        CSharpText.Summary(code, "", schema.Name is null ? schema.Title : schema.Description ?? schema.Title);
        if (schema.Kind == SchemaKind.Object) WriteClass(code, name, schema);
        else if (schema.Kind == SchemaKind.Union) WriteUnion(code, name, schema);
        else if (schema.Kind == SchemaKind.Integer) WriteNumbers(code, name, schema);
        else WriteEnum(code, name, schema);
    }

    void WriteClass(StringBuilder code, string name, ApiSchema schema)
    {
        runtime.Add("ApiObject");
        code.Append("public sealed class ").Append(name).Append(" : ApiObject\n{\n");
        var scope = new NameScope([.. OfObject, name]);
        var isFile = types.IsMultipart(schema);
        var names = PropertyNames(schema, scope);
        for (var i = 0; i < names.Length; i++) WriteProperty(code, name, schema, schema.Properties[i], names[i], isFile);
        if (schema.Options.Count > 0) WriteOptions(code, name, schema, scope, "ApiJson.Of(this)");
        code.Append("}\n");
    }

    /// <summary>The names of an object's properties, in their order.</summary>
    static string[] PropertyNames(ApiSchema schema, NameScope scope) =>
        scope.Take(schema.Properties, static property => property.Name, static property => Identifiers.Candidates(property.Name, "Value"), static property => property.Name);

    /// <summary>The names of the properties of a type, for what writes their use.</summary>
    public static string[] PropertyNames(ApiSchema schema, string type) => PropertyNames(schema, new NameScope([.. OfObject, type]));

    void WriteProperty(StringBuilder code, string owner, ApiSchema schema, ApiProperty property, string name, bool isFile)
    {
        var type = types.Of(property.Schema, owner + name, isFile);
        var isSent = usage.IsSent(schema);
        var isHalf = (property.IsReadOnly && isSent) || (property.IsWriteOnly && usage.IsReceived(schema));
        var isValue = types.IsValue(type);
        var mayBeNull = !property.IsNeverNull || type == "JsonElement" || (isValue && isHalf);
        var description = property.Schema.Description ?? (property.Schema.Resolved.Name is null ? property.Schema.Resolved.Description : null);
        CSharpText.Summary(code, "    ", description is not null && Wording.Adds(description, name, owner, type) ? description : null, Facts(property));
        if (property.Schema.IsDeprecated) code.Append("    [Obsolete]\n");
        if (property.IsRequired && property.Schema.MayBeNull && isSent && !property.IsReadOnly) code.Append("    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]\n");
        if (property.Schema.Resolved is { Kind: SchemaKind.String, Format: "int64" or "uint64", Enum.Count: 0 } && type is "long" or "ulong") code.Append("    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]\n");
        code.Append("    ");
        if (!IsCamelCaseOf(name, property.Name)) code.Append("[Wire(").Append(CSharpText.Literal(property.Name)).Append(")] ");
        code.Append("public ").Append(type).Append(mayBeNull ? "?" : "").Append(' ').Append(name).Append(" { get; set; }");
        if (!mayBeNull && !isValue) code.Append(" = ").Append(TypeMap.OnlyText(property.Schema.Resolved) is { } only ? CSharpText.Literal(only) : usage.KindOf(schema, property) is { } kind && type == "string" ? CSharpText.Literal(kind) : "null!").Append(';');
        else if (!mayBeNull && usage.KindOf(schema, property) is { } known && types.Of(property.Schema, owner + name) is var open && property.Schema.Resolved.Kind == SchemaKind.String && TypeMap.NeedsType(property.Schema.Resolved)) code.Append(" = new ").Append(open).Append('(').Append(CSharpText.Literal(known)).Append(");");
        code.Append('\n');
    }

    /// <summary>Whether the serializer makes the document's name of the property's. Beyond ASCII it might not, where a platform has other letters.</summary>
    static bool IsCamelCaseOf(string name, string document) => Ascii.IsValid(name) && JsonNamingPolicy.CamelCase.ConvertName(name) == document;

    static string Facts(ApiProperty property)
    {
        var schema = property.Schema;
        var resolved = schema.Resolved;
        var text = "";
        if (property.IsReadOnly) text += " Set by the server.";
        if ((schema.Default ?? resolved.Default)?.ToJson() is { Length: < 80 } value and not ("null" or "\"\"" or "{}" or "[]")) text += $" Default: {value}.";

        if (resolved is { Kind: SchemaKind.Integer or SchemaKind.Number, Enum: { Count: > 0 and < 30 } known } && !TypeMap.NeedsType(resolved)) text += $" One of {string.Join(", ", known.Select(static each => each.Value.Text))}.";
        if (resolved is { Kind: SchemaKind.String, Format: "duration" }) text += " A duration of ISO 8601.";
        return text;
    }

    void WriteEnum(StringBuilder code, string name, ApiSchema schema)
    {
        runtime.Add("ApiEnum");
        code.Append("[JsonConverter(typeof(ApiEnumConverter<").Append(name).Append(">))]\npublic readonly record struct ").Append(name).Append("(string Value) : IApiEnum\n{\n    public override string ToString() => Value;\n");
        var scope = new NameScope([.. OfEnum, name]);
        var names = scope.Take(schema.Enum, static value => value.Name ?? value.Value.Text ?? "", static value => Candidates(value), static value => value.Value.Text ?? value.Value.ToJson());
        for (var i = 0; i < names.Length; i++)
        {
            CSharpText.Summary(code, "    ", schema.Enum[i].Description);
            code.Append("    public static ").Append(name).Append(' ').Append(names[i]).Append(" => new(").Append(CSharpText.Literal(schema.Enum[i].Value.Text ?? schema.Enum[i].Value.ToJson())).Append(");\n");
        }

        code.Append("}\n");
    }

    static string[] Candidates(ApiEnumValue value) => Identifiers.Candidates(value.Name ?? value.Value.Text ?? value.Value.ToJson(), "Value");

    static void WriteNumbers(StringBuilder code, string name, ApiSchema schema)
    {
        code.Append("public enum ").Append(name).Append(schema.Format == "int32" && schema.Enum.All(static value => int.TryParse(value.Value.Text, out _)) ? "\n{\n" : " : long\n{\n");
        var names = new NameScope([name, "value__"]).Take(schema.Enum, static value => value.Name!, static value => Candidates(value), static value => value.Value.Text!);
        for (var i = 0; i < names.Length; i++)
        {
            CSharpText.Summary(code, "    ", schema.Enum[i].Description);
            code.Append("    ").Append(names[i]).Append(" = ").Append(long.Parse(schema.Enum[i].Value.Text!, System.Globalization.CultureInfo.InvariantCulture)).Append(",\n");
        }

        code.Append("}\n");
    }

    void WriteUnion(StringBuilder code, string name, ApiSchema schema)
    {
        code.Append("[JsonConverter(typeof(ApiUnionConverter<").Append(name).Append(">))]\npublic readonly struct ").Append(name).Append("(JsonElement json) : IApiUnion\n{\n    public JsonElement Json { get; init; } = json;\n    public override string ToString() => Json.ToString();\n");
        WriteOptions(code, name, schema, new([.. OfUnion, name]), "Json");
        code.Append("}\n");
    }

    void WriteOptions(StringBuilder code, string name, ApiSchema schema, NameScope scope, string json)
    {
        runtime.Add("ApiUnion");
        var kind = schema.Discriminator is null ? null : scope.Take("kind", "Kind", "KindOfValue");
        if (schema.Discriminator is { } discriminator)
        {
            code.Append("    /// <summary>Which it is: the value of ").Append(CSharpText.Line(discriminator.Property)).Append(".</summary>\n    [JsonIgnore] public string? ")
                .Append(kind).Append(" => ApiJson.Kind(").Append(json).Append(", ").Append(CSharpText.Literal(discriminator.Property)).Append(");\n");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal) { "JsonElement", name };
        for (var i = 0; i < schema.Options.Count; i++)
        {
            var option = schema.Options[i];
            var type = types.Of(option, $"{name}{OptionWord(option, i)}");
            if (!seen.Add(type)) continue;
            var values = schema.Discriminator?.Mapping.Where(pair => ReferenceEquals(pair.Value.Resolved, option.Resolved)).Select(static pair => CSharpText.Literal(pair.Key)).ToList() ?? [];
            var word = Identifiers.Pascal(type.Replace("[]", " s", StringComparison.Ordinal));
            var method = scope.Take(type, "As" + word, $"As{word}Value");
            code.Append("    public ").Append(type).Append("? ").Append(method).Append("() => ")
                .Append(values.Count > 0 ? $"{kind} is {string.Join(" or ", values)} ? " : "").Append("ApiJson.As<").Append(type).Append(types.IsValue(type) ? "?" : "").Append(">(").Append(json).Append(')').Append(values.Count > 0 ? " : null" : "").Append(";\n")
                .Append("    public static implicit operator ").Append(name).Append('(').Append(type).Append(" value) => ").Append(schema.Kind == SchemaKind.Union ? "new(ApiJson.Of(value))" : $"ApiJson.As<{name}>(ApiJson.Of(value))!").Append(";\n");
        }
    }

    static string OptionWord(ApiSchema option, int index)
    {
        var schema = option.Resolved;
        if (schema.Title is { Length: > 0 and < 40 } title) return Identifiers.Pascal(title);
        // What the document puts in the same place keeps its name as long as it stays there.
        return schema.Discriminator is null && schema.Properties.FirstOrDefault(static property => TypeMap.OnlyText(property.Schema.Resolved) is { Length: > 0 and < 40 }) is { } constant ? Identifiers.Pascal(TypeMap.OnlyText(constant.Schema.Resolved)!) : $"Option{index + 1}";
    }
}
