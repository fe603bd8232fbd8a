using System.Text.Json.Nodes;
using Runner.Workflows.Types;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Schema;

/// <summary>
/// Schemas of single values. Each accepts what Runner does: an expression wherever one may stand, a number where text is
/// wanted, a number in quotes. Alternatives are avoided, since editors tell of a value that fits none of them in riddles:
/// a list of types with one pattern for the texts among them says the same, and has room for a message of our own.
/// </summary>
static class ScalarSchema
{
    /// <summary>Matches a text with an expression in it.</summary>
    public const string Expression = @"\$\{\{";

    const string Amount = @"(?:[0-9]+\.?[0-9]*|\.[0-9]+)";

    const string Number = $@"^\s*[-+]?(?:{Amount}(?:[eE][-+]?[0-9]+)?|[iI][nN][fF][iI][nN][iI][tT][yY]|[nN][aA][nN])\s*$";

    const string Duration = $"(?:{Amount}(?:us|ms|s|m|h|d|w) *)+$";

    const string WithoutExpression = @"(?:(?!\$\{\{)[\s\S])*$";

    const string ConditionHelp = "Write one expression, such as result.status == 200, with no text around ${{ }}.";

    const string NameHelp = "A name starts with a letter or `_` and goes on with letters, digits, `_` and `-`.";

    const string DurationHelp = "Write a duration with its unit, such as 500ms, 10s, 5m or 1h30m.";

    /// <summary>A single value, whatever it is: what is a number or a boolean to YAML is text here.</summary>
    public static JsonObject AnyText(bool nullable = false, string message = "Write a single value.") =>
        Single(nullable ? ["array", "object"] : ["array", "object", "null"], message);

    /// <summary>A single value without an expression.</summary>
    public static JsonObject PlainText() => With(AnyText(), new() { ["pattern"] = $"^{WithoutExpression}", ["errorMessage"] = "Write the value out: no expression can stand here." });

    /// <summary>A name that expressions can write.</summary>
    public static JsonObject Name() => With(Single(["array", "object", "null", "number"], NameHelp), NamePattern());

    /// <summary>The same for the keys of a mapping.</summary>
    public static JsonObject NamePattern() => new()
    {
        ["pattern"] = "^[A-Za-z_][A-Za-z0-9_-]*$",
        ["errorMessage"] = NameHelp,
    };

    /// <summary>A bare expression, or one <c>${{ }}</c> around the whole.</summary>
    public static JsonObject Condition() => With(AnyText(message: ConditionHelp), new()
    {
        ["pattern"] = $@"^(?=\s*\S)(?:\s*\$\{{\{{(?:'[^']*'|(?!\}}\}})[^'])*\}}\}}\s*$|{WithoutExpression})",
        ["errorMessage"] = ConditionHelp,
    });

    /// <summary>A key that is true or false, and nothing that would have to be evaluated.</summary>
    public static JsonObject Flag() => new() { ["type"] = "boolean", ["errorMessage"] = "Write true or false." };

    /// <summary>A limit of time, which is longer than nothing.</summary>
    public static JsonObject Limit(bool expressions = true) => new()
    {
        ["type"] = "string",
        ["pattern"] = $"{(expressions ? $"{Expression}|" : "")}^(?=.*[1-9]){Duration}",
        ["errorMessage"] = "Write a duration longer than nothing, with its unit, such as 500ms, 10s, 5m or 1h30m.",
    };

    /// <summary>A whole number from one on.</summary>
    public static JsonObject Count(int most) => With(Of(new(ShapeKind.Integer)), new() { ["minimum"] = 1, ["maximum"] = most });

    /// <summary>One of some texts, spelt as they are.</summary>
    public static JsonObject OneOf(IEnumerable<(string Name, string Description)> choices)
    {
        var all = choices.ToList();
        return new()
        {
            ["enum"] = new JsonArray([.. all.Select(choice => (JsonNode)choice.Name)]),
            ["markdownEnumDescriptions"] = new JsonArray([.. all.Select(choice => (JsonNode)choice.Description)]),
        };
    }

    /// <summary>What a shape says of a single value.</summary>
    /// <param name="shape">The shape: none of lists, maps or objects.</param>
    /// <param name="expressions">Whether an expression may stand for it.</param>
    public static JsonObject Of(TypeShape shape, bool expressions = true)
    {
        var expression = expressions ? $"{Expression}|" : "";
        return shape.Kind switch
        {
            ShapeKind.Boolean => Typed("boolean", $"{expression}^(?:true|false)$", expressions ? "Write true or false, or an expression in ${{ }}." : "Write true or false."),
            ShapeKind.Number => Typed("number", $"{expression}{Number}", expressions ? "Write a number, or an expression in ${{ }}." : "Write a number."),
            ShapeKind.Integer => Typed("integer", $"{expression}{Number}", expressions ? "Write a whole number, or an expression in ${{ }}." : "Write a whole number."),
            ShapeKind.Duration => Typed(null, $"{expression}^{Duration}", DurationHelp),
            ShapeKind.Choice => Choice(shape, expression),
            ShapeKind.Any => [],
            _ => expressions ? AnyText(shape.Nullable) : PlainText(),
        };

        JsonObject Typed(string? type, string pattern, string message)
        {
            var types = new[] { type, "string", shape.Nullable ? "null" : null }.OfType<string>().ToList();
            return new()
            {
                ["type"] = types.Count == 1 ? types[0] : new JsonArray([.. types.Select(each => (JsonNode)each)]),
                ["pattern"] = pattern,
                ["errorMessage"] = message,
            };
        }
    }

    /// <summary>The first alternative is what editors offer, and what they say that there is.</summary>
    static JsonObject Choice(TypeShape shape, string expression)
    {
        var alternatives = new JsonArray(
            new JsonObject { ["enum"] = new JsonArray([.. shape.Choices.Select(choice => (JsonNode)choice)]) },
            new JsonObject { ["type"] = "string", ["pattern"] = expression + AnyCase.PatternOf(shape.Choices) });
        // What reads as a number or a boolean where it has no quotes.
        var others = shape.Choices.Select(CoreSchema.Resolve).Where(value => value.Kind is Values.ValueKind.Number or Values.ValueKind.Boolean).ToList();
        if (others.Count > 0)
            alternatives.Add(new JsonObject { ["enum"] = new JsonArray([.. others.Select(value => value.Kind == Values.ValueKind.Boolean ? (JsonNode)value.AsBoolean() : value.AsNumber())]) });
        // Not by its name: editors would offer it.
        if (shape.Nullable) alternatives.Add(new JsonObject { ["not"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "array", "object") } });
        return new() { ["anyOf"] = alternatives };
    }

    /// <summary>Adds what a text must start with, in any case, unless there is an expression in it.</summary>
    public static void MustStart(JsonObject schema, IReadOnlyList<string> starts)
    {
        schema["pattern"] = $"{Expression}|{AnyCase.StartOf(starts)}";
        schema["errorMessage"] = $"Start with {string.Join(" or ", starts)}.";
    }

    /// <summary>Adds the limits of a number.</summary>
    public static void MustBeWithin(JsonObject schema, long? least, long? most)
    {
        if (least is not null) schema["minimum"] = least;
        if (most is not null) schema["maximum"] = most;
    }

    /// <summary>
    /// Text, or what is none of the types refused: numbers and booleans are not named, since editors offer true and false
    /// wherever a schema names the type.
    /// </summary>
    static JsonObject Single(IEnumerable<string> refused, string message) => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["errorMessage"] = message },
            new JsonObject { ["description"] = "A number or a boolean, which is text here.", ["not"] = new JsonObject { ["type"] = new JsonArray([.. refused.Append("string").Select(type => (JsonNode)type)]) } }),
    };

    /// <summary>Lets a list or a mapping stand where a single value may.</summary>
    /// <param name="single">What a single value may be.</param>
    /// <param name="type">The other type.</param>
    /// <param name="rules">What holds for it, and says nothing of single values.</param>
    public static JsonObject Or(JsonObject single, string type, JsonObject rules)
    {
        var either = (JsonObject)single.DeepClone();
        if (either["enum"] is not null) either = new() { ["anyOf"] = new JsonArray(either) };
        if (either["anyOf"] is not JsonArray alternatives) AddType(either, type);
        else if (alternatives[0]!["type"] is not null) AddType(alternatives[0]!.AsObject(), type);
        else alternatives.Add(new JsonObject { ["type"] = type });
        return With(either, rules);
    }

    static void AddType(JsonObject schema, string type) => schema["type"] = schema["type"] switch
    {
        null => null,
        JsonArray several => new JsonArray([type, .. several.Select(each => each!.DeepClone())]),
        var one => new JsonArray(type, one.DeepClone()),
    };

    static JsonObject With(JsonObject schema, JsonObject more)
    {
        foreach (var (key, value) in more) schema[key] = value?.DeepClone();
        return schema;
    }
}
