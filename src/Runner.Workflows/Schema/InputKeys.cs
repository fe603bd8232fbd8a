using System.Text.Json.Nodes;
using Runner.Workflows.Types;
using static Runner.Workflows.Schema.KeySchema;
using static Runner.Workflows.Schema.ScalarSchema;

namespace Runner.Workflows.Schema;

/// <summary>What a workflow says of its inputs, of the items of a list and of the fields of an object.</summary>
static class InputKeys
{
    static readonly (string Name, string Description)[] Types =
    [
        ("string", "Text; `pattern` says which."),
        ("number", "A number."),
        ("boolean", "True or false."),
        ("choice", "One of `options`."),
        ("list", "A list; `items` says of what."),
        ("object", "Names and values; `properties` says which."),
        ("duration", "A duration such as 10s."),
    ];

    public static JsonObject Input()
    {
        var input = Mapping(
        [
            .. TypeKeys(),
            new("default", "The value when none is given, written out: no expression can stand in it.", []),
            new("required", "Whether it must be given.", Flag()),
            new("description", "What it is, for whoever runs the workflow.", AnyText()),
        ]);
        Add(input,
        [
            .. TypeRules(),
            .. Defaults().Select(each => When(IsOf(each.Type), new() { ["properties"] = new JsonObject { ["default"] = each.Default } })),
            When(new() { ["properties"] = new JsonObject { ["required"] = new JsonObject { ["const"] = true } }, ["required"] = new JsonArray("required") },
                Refusing("A required input is always given, so its default would never be used: remove `required` or `default`.", "default")),
        ]);
        input["defaultSnippets"] = new JsonArray(new JsonObject
        {
            ["label"] = "type, default, description", ["description"] = "An input",
            ["body"] = new JsonObject { ["type"] = "${1|string,number,boolean,choice,list,object,duration|}", ["default"] = "$2", ["description"] = "$3" },
        });
        return input;
    }

    /// <summary>What <c>items</c> says: the name of a type, or the keys that tell of one.</summary>
    public static JsonObject Items()
    {
        var mapping = Mapping(TypeKeys());
        Add(mapping, TypeRules());
        return Or(OneOf(Types), "object", mapping);
    }

    static IEnumerable<KeySchema> TypeKeys() =>
    [
        new("type", "What it may be; `string` by default.", OneOf(Types)),
        new("options", "What a `choice` may be.", ShapeSchema.ListOf(AnyText(), AnyText())),
        new("pattern", "The regular expression that a `string` must match, such as ^[a-z]+$.", AnyText()),
        new("items", "What a `list` holds: a type's name, or type, pattern, options, items and properties as an input has them.", Reference("items")),
        new("properties", "The fields of an `object`, each written as an input; without it, any.", Named(Reference("input", "type: string"))),
    ];

    /// <summary>What only one type may have.</summary>
    static IEnumerable<JsonObject> TypeRules() =>
    [
        When(IsOf("choice"), new() { ["required"] = new JsonArray("options"), ["errorMessage"] = "A choice needs `options`, such as options: [eu, us]." }),
        OnlyFor("choice", "options", new() { ["enum"] = new JsonArray(new JsonArray()) }),
        OnlyFor("string", "pattern", null),
        OnlyFor("list", "items", new() { ["type"] = "object" }),
        OnlyFor("object", "properties", new() { ["enum"] = new JsonArray(new JsonObject()) }),
    ];

    /// <param name="type">The type that may have the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="harmless">What Runner lets pass under it for other types; null for nothing.</param>
    static JsonObject OnlyFor(string type, string key, JsonObject? harmless)
    {
        var message = $"`{key}` is for inputs of the type {type}: write `type: {type}`, or remove `{key}`.";
        if (harmless is null) return When(IsOf([.. Types.Select(each => each.Name).Where(name => name != type)]), Refusing(message, key));
        harmless["errorMessage"] = message;
        return When(IsOf([.. Types.Select(each => each.Name).Where(name => name != type)]), new() { ["properties"] = new JsonObject { [key] = harmless } });
    }

    static IEnumerable<(string Type, JsonObject Default)> Defaults() =>
    [
        ("string", OrNull(PlainText())),
        ("number", Of(TypeShape.Number with { Nullable = true }, expressions: false)),
        ("boolean", Of(TypeShape.Boolean with { Nullable = true }, expressions: false)),
        ("duration", Of(new TypeShape(ShapeKind.Duration) { Nullable = true }, expressions: false)),
        ("object", new() { ["type"] = new JsonArray("object", "null"), ["errorMessage"] = "Write `name: value` lines, indented below it." }),
    ];

    static JsonObject OrNull(JsonObject text) => new() { ["if"] = new JsonObject { ["not"] = new JsonObject { ["type"] = "null" } }, ["then"] = text };

    static JsonObject IsOf(params ReadOnlySpan<string> types)
    {
        var names = new JsonArray();
        foreach (var type in types) names.Add((JsonNode)type);
        return new() { ["properties"] = new JsonObject { ["type"] = new JsonObject { ["enum"] = names } }, ["required"] = new JsonArray("type") };
    }
}
