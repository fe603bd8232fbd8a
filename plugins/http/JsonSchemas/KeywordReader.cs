using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Reads the keywords of one schema. What is no keyword says nothing, as the specification wants.</summary>
sealed class KeywordReader(SchemaCompiler compiler, SchemaPlace place)
{
    readonly JsonElement schema = place.Element;
    readonly bool isDraft07 = place.Resource.Dialect == Dialect.Draft07;
    readonly List<SchemaKeyword> keywords = [];

    internal SchemaKeyword[] Read()
    {
        if (Text("$ref") is { } reference)
        {
            keywords.Add(new AllOfKeyword([compiler.Reference(place, "$ref", reference)]));
            if (isDraft07) return [.. keywords];
        }

        if (!isDraft07) ReadDynamicReference();
        ReadValues();
        ReadCounts();
        ReadArrays();
        ReadObjects();
        ReadCombinations();
        // Last: they ask what the others evaluated.
        if (!isDraft07)
        {
            if (Schema("unevaluatedItems") is { } items) keywords.Add(new UnevaluatedItemsKeyword(items));
            if (Schema("unevaluatedProperties") is { } properties) keywords.Add(new UnevaluatedPropertiesKeyword(properties));
        }
        return [.. keywords];
    }

    void ReadDynamicReference()
    {
        if (Text("$dynamicRef") is not { } reference) return;
        var target = compiler.PlaceOf(place, "$dynamicRef", reference);
        var at = reference.IndexOf('#', StringComparison.Ordinal);
        var anchor = at < 0 ? "" : reference[(at + 1)..];
        // Without a dynamic anchor where it leads to by itself, it is a plain reference.
        if (target.Resource.Dynamic.Contains(anchor)) keywords.Add(new DynamicReferenceKeyword(compiler.Node(target), anchor, compiler.Node));
        else keywords.Add(new AllOfKeyword([compiler.Node(target)]));
    }

    void ReadValues()
    {
        if (Find("type", out var type))
        {
            string[] types = type.ValueKind == JsonValueKind.Array ? Names("type", type) : type.ValueKind == JsonValueKind.String ? [type.GetString()!] : [];
            foreach (var each in types)
            {
                if (!TypeKeyword.Known.Contains(each)) throw At("type").Problem($"is {Words.Quote(each)}: give one of {string.Join(", ", TypeKeyword.Known)}");
            }
            if (types.Length == 0) throw At("type").Problem("is no type: give one of " + string.Join(", ", TypeKeyword.Known) + ", or a list of them");
            keywords.Add(new TypeKeyword(types));
        }

        if (Find("const", out var only)) keywords.Add(new EnumKeyword([only]));
        if (List("enum") is { } values) keywords.Add(new EnumKeyword([.. values.EnumerateArray()]));
        foreach (var keyword in (ReadOnlySpan<string>)["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"])
        {
            if (Number(keyword) is { } limit) keywords.Add(new NumberLimitKeyword(keyword, limit));
        }

        if (Number("multipleOf") is { } divisor)
        {
            if (ExactNumber.Of(divisor).CompareTo(default) <= 0) throw At("multipleOf").Problem("must be more than 0");
            keywords.Add(new MultipleOfKeyword(divisor));
        }

        if (Count("minLength") is { } shortest) keywords.Add(new LengthKeyword(atLeast: true, shortest));
        if (Count("maxLength") is { } longest) keywords.Add(new LengthKeyword(atLeast: false, longest));
        if (Text("pattern") is { } pattern) keywords.Add(new PatternKeyword(At("pattern"), pattern));
        if (Text("format") is { } format && SchemaFormats.Find(format) is { } conforms) keywords.Add(new FormatKeyword(format, conforms));
    }

    void ReadCounts()
    {
        if (Count("minItems") is { } fewestItems) keywords.Add(new CountKeyword(ofItems: true, atLeast: true, fewestItems));
        if (Count("maxItems") is { } mostItems) keywords.Add(new CountKeyword(ofItems: true, atLeast: false, mostItems));
        if (Count("minProperties") is { } fewest) keywords.Add(new CountKeyword(ofItems: false, atLeast: true, fewest));
        if (Count("maxProperties") is { } most) keywords.Add(new CountKeyword(ofItems: false, atLeast: false, most));
        if (Find("uniqueItems", out var unique))
        {
            if (unique.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) throw At("uniqueItems").Problem($"is {ShownValue.Of(unique)}: give true or false");
            if (unique.ValueKind == JsonValueKind.True) keywords.Add(new UniqueItemsKeyword());
        }

        if (List("required") is { } required && required.GetArrayLength() > 0) keywords.Add(new RequiredKeyword(Names("required", required), null));
    }

    void ReadArrays()
    {
        var isTuple = Find("items", out var items) && items.ValueKind == JsonValueKind.Array;
        if (isTuple && !isDraft07)
            throw At("items").Problem("is a list: in draft 2020-12 a list is `prefixItems`, and `items` is one schema. With \"$schema\": \"http://json-schema.org/draft-07/schema#\" it may be a list");
        var first = isDraft07 ? isTuple ? Schemas("items") : [] : Schemas("prefixItems");
        var others = isTuple ? Schema("additionalItems") : Schema("items");
        if (first.Length > 0 || others is not null) keywords.Add(new ItemsKeyword(first, others));
        if (Schema("contains") is { } contained)
            keywords.Add(isDraft07 ? new ContainsKeyword(contained, 1, null) : new ContainsKeyword(contained, Count("minContains") ?? 1, Count("maxContains")));
    }

    void ReadObjects()
    {
        var named = Map("properties");
        var patterns = Map("patternProperties");
        var others = Schema("additionalProperties");
        if (named.Count > 0 || patterns.Count > 0 || others is not null)
        {
            var places = At("patternProperties");
            keywords.Add(new PropertiesKeyword(named, [.. patterns.Select(each => (SchemaPattern.Compile(places, each.Key), each.Value))], others));
        }

        if (Schema("propertyNames") is { } names) keywords.Add(new PropertyNamesKeyword(names));
        if (isDraft07) ReadDependencies();
        else
        {
            if (Object("dependentRequired") is { } required)
            {
                foreach (var each in required.EnumerateObject()) keywords.Add(new RequiredKeyword(Names($"dependentRequired/{each.Name}", each.Value), each.Name));
            }

            var dependent = Map("dependentSchemas");
            if (dependent.Count > 0) keywords.Add(new DependentSchemasKeyword([.. dependent.Select(static each => (each.Key, each.Value))]));
        }
    }

    void ReadDependencies()
    {
        if (Object("dependencies") is not { } dependencies) return;
        foreach (var each in dependencies.EnumerateObject())
        {
            keywords.Add(each.Value.ValueKind == JsonValueKind.Array
                ? new RequiredKeyword(Names($"dependencies/{each.Name}", each.Value), each.Name)
                : new DependentSchemasKeyword([(each.Name, compiler.Node(At("dependencies", dependencies).Part(each.Name, each.Value)))]));
        }
    }

    void ReadCombinations()
    {
        if (Schemas("allOf") is { Length: > 0 } all) keywords.Add(new AllOfKeyword(all));
        if (Schemas("anyOf") is { Length: > 0 } any) keywords.Add(new AlternativesKeyword(any, exactlyOne: false));
        if (Schemas("oneOf") is { Length: > 0 } one) keywords.Add(new AlternativesKeyword(one, exactlyOne: true));
        if (Schema("not") is { } not) keywords.Add(new NotKeyword(not));
        if (Schema("if") is { } condition) keywords.Add(new ConditionKeyword(condition, Schema("then"), Schema("else")));
    }

    bool Find(string keyword, out JsonElement value) => schema.TryGetProperty(keyword, out value);

    SchemaPlace At(string keyword, JsonElement value = default) => place with { Pointer = $"{place.Pointer}/{keyword}", Element = value };

    string? Text(string keyword)
    {
        if (!Find(keyword, out var value)) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw At(keyword).Problem($"is {ShownValue.Of(value)}: give text");
    }

    JsonElement? Number(string keyword)
    {
        if (!Find(keyword, out var value)) return null;
        return value.ValueKind == JsonValueKind.Number ? value : throw At(keyword).Problem($"is {ShownValue.Of(value)}: give a number");
    }

    long? Count(string keyword)
    {
        if (!Find(keyword, out var value)) return null;
        var number = value.ValueKind == JsonValueKind.Number ? ExactNumber.Of(value) : default;
        if (value.ValueKind != JsonValueKind.Number || !number.IsInteger || number.CompareTo(default) < 0) throw At(keyword).Problem($"is {ShownValue.Of(value)}: give a whole number, 0 or more");
        return value.TryGetDouble(out var count) && count < long.MaxValue ? (long)count : long.MaxValue;
    }

    JsonElement? List(string keyword)
    {
        if (!Find(keyword, out var value)) return null;
        return value.ValueKind == JsonValueKind.Array ? value : throw At(keyword).Problem($"is {ShownValue.Of(value)}: give a list");
    }

    JsonElement? Object(string keyword)
    {
        if (!Find(keyword, out var value)) return null;
        return value.ValueKind == JsonValueKind.Object ? value : throw At(keyword).Problem($"is {ShownValue.Of(value)}: give an object");
    }

    string[] Names(string keyword, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String))
            throw At(keyword).Problem("must be a list of names");
        return [.. list.EnumerateArray().Select(static item => item.GetString()!)];
    }

    SchemaNode? Schema(string keyword) => Find(keyword, out var value) ? compiler.Node(place.Part(keyword, value)) : null;

    SchemaNode[] Schemas(string keyword)
    {
        if (List(keyword) is not { } list) return [];
        var parts = At(keyword, list);
        return [.. list.EnumerateArray().Select((part, i) => compiler.Node(parts.Part($"{i}", part)))];
    }

    Dictionary<string, SchemaNode> Map(string keyword)
    {
        var map = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        if (Object(keyword) is not { } schemas) return map;
        var parts = At(keyword, schemas);
        foreach (var each in schemas.EnumerateObject()) map[each.Name] = compiler.Node(parts.Part(each.Name, each.Value));
        return map;
    }
}
