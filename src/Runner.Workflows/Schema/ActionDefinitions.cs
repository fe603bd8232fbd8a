using System.Text.Json.Nodes;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Types;
using static Runner.Workflows.Schema.KeySchema;

namespace Runner.Workflows.Schema;

/// <summary>
/// What the actions say of the steps that use them. Which inputs a step may have is decided by rules, one an action, rather
/// than by alternatives: of those, editors guess which was meant, and tell of the wrong one.
/// </summary>
/// <param name="actions">The actions, in the order in which they are offered.</param>
sealed class ActionDefinitions(IReadOnlyList<ActionDescriptor> actions)
{
    /// <summary>A schema shorter than this is not worth a name.</summary>
    const int LeastShared = 160;

    const string Path = @"^(?:\./|\.\./|/)|\.[yY][aA]?[mM][lL]$";

    internal const string InputsHelp = "Write the inputs as `name: value` lines, indented below `with:`.";

    readonly SortedDictionary<string, JsonObject> shared = new(StringComparer.Ordinal);

    /// <summary>What may stand under <c>uses</c>.</summary>
    public JsonObject Uses() => new()
    {
        ["anyOf"] = new JsonArray(
        [
            .. actions.Select(Use),
            new JsonObject { ["type"] = "string", ["pattern"] = Path, ["description"] = "Another workflow: a path from this file's folder." },
        ]),
    };

    /// <summary>What each action asks of a step that uses it.</summary>
    public IEnumerable<JsonObject> Rules() => actions.Select(Rule);

    /// <summary>The inputs of each action, by its name, and what several of them have in common.</summary>
    public IEnumerable<KeyValuePair<string, JsonObject>> Definitions()
    {
        var fields = actions.ToDictionary(action => action.Name, action => action.Inputs.Fields.Select(field => (Field: field, Schema: ShapeSchema.OfField(field))).ToList());
        var names = NameShared(actions.SelectMany(action => fields[action.Name].Select(each => (action.Plugin, each.Field.Name, each.Schema))));
        foreach (var action in actions)
        {
            var inputs = fields[action.Name].ConvertAll(each => (each.Field, names.TryGetValue(each.Schema.ToJsonString(), out var name) ? Reference(name) : each.Schema));
            yield return new(NameOf(action), InputsOf(action, inputs));
        }

        foreach (var definition in shared) yield return definition;
    }

    /// <summary>Gives those that stand in several actions a name: of the plugin, and of the input.</summary>
    Dictionary<string, string> NameShared(IEnumerable<(string Plugin, string Field, JsonObject Schema)> fields)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var same in fields.GroupBy(each => each.Schema.ToJsonString(), StringComparer.Ordinal))
        {
            var first = same.First();
            if (same.Key.Length < LeastShared || same.Skip(1).FirstOrDefault() is not { Schema: not null }) continue;
            var name = $"{first.Plugin}:{first.Field}";
            for (var number = 2; shared.ContainsKey(name); number++) name = $"{first.Plugin}:{first.Field}:{number}";
            shared.Add(name, first.Schema);
            names.Add(same.Key, name);
        }

        return names;
    }

    static JsonObject Use(ActionDescriptor action)
    {
        var use = Describe(DescriptionOf(action));
        use["const"] = action.Name;
        return use;
    }

    static string NameOf(ActionDescriptor action) => $"with:{action.Name}";

    static JsonObject InputsOf(ActionDescriptor action, IReadOnlyList<(FieldShape, JsonObject)> inputs)
    {
        var mapping = OnlyMapping(InputsHelp);
        mapping["title"] = action.Name;
        // The step offers the key already.
        mapping["doNotSuggest"] = true;
        if (action.ResultIsInputs)
        {
            mapping["minProperties"] = 1;
            mapping["propertyNames"] = ScalarSchema.NamePattern();
        }
        else mapping["allOf"] = new JsonArray(ShapeSchema.ObjectOf(inputs));
        return mapping;
    }

    static JsonObject Rule(ActionDescriptor action)
    {
        var properties = new JsonObject { ["with"] = Reference(NameOf(action)), ["secrets"] = new JsonObject { ["additionalProperties"] = false, ["doNotSuggest"] = true, ["errorMessage"] = "`secrets` is for steps that call a workflow. Use ${{ secrets.NAME }} where the secret is needed." } };
        if (action.Deprecated is not null) properties["uses"] = new JsonObject { ["deprecationMessage"] = DeprecationOf(action) };
        var then = new JsonObject { ["properties"] = properties };
        if (action.ResultIsInputs || action.Inputs.Fields.Any(field => field.Required))
        {
            var needed = action.ResultIsInputs ? "names and values" : string.Join(", ", action.Inputs.Fields.Where(field => field.Required).Select(field => $"`{field.Name}`"));
            then["allOf"] = new JsonArray(new JsonObject { ["required"] = new JsonArray("with"), ["errorMessage"] = $"`{action.Name}` needs `with:`, and below it {needed}." });
        }

        return When(Using(new() { ["const"] = action.Name }), then);
    }

    static JsonObject Using(JsonObject what) => new() { ["properties"] = new JsonObject { ["uses"] = what }, ["required"] = new JsonArray("uses") };

    static string DescriptionOf(ActionDescriptor action)
    {
        var summary = action.Summary is { Length: > 0 } text ? text.TrimEnd('.') + "." : action.Name;
        if (action.Deprecated is not null) summary = $"{DeprecationOf(action)} {summary}";
        return action.DefaultExpect is { } expect ? $"{summary} Without `expect`, expects `{expect}`." : summary;
    }

    static string DeprecationOf(ActionDescriptor action) => action.Deprecated is { Length: > 0 } instead ? $"Deprecated: {instead.TrimEnd('.')}." : "Deprecated.";
}
