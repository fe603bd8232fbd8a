using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary><c>allOf</c>, and every other schema that must hold for the same value.</summary>
sealed class AllOfKeyword(SchemaNode[] schemas) : SchemaKeyword
{
    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        var valid = true;
        foreach (var schema in schemas) valid &= schema.Check(value, run, evaluated);
        return valid;
    }
}

/// <summary><c>anyOf</c> and <c>oneOf</c>.</summary>
sealed class AlternativesKeyword(SchemaNode[] schemas, bool exactlyOne) : SchemaKeyword
{
    /// <summary>How many alternatives a message tells the trouble of.</summary>
    const int MostTold = 3;

    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        List<SchemaViolation>? violations = null;
        List<int>? held = null;
        for (var i = 0; i < schemas.Length; i++)
        {
            if (run.Try(schemas[i], value, evaluated, out var first))
            {
                (held ??= []).Add(i);
                // Others may still evaluate parts.
                if (!exactlyOne && evaluated is null) return true;
            }
            else if (violations is null or { Count: < MostTold } && first is not null) (violations ??= []).Add(first);
        }

        if (held is not null && (!exactlyOne || held.Count == 1)) return true;
        run.Report((this, held, violations), static about => about.Item1.Describe(about.held, about.violations));
        return false;
    }

    string Describe(List<int>? held, List<SchemaViolation>? violations)
    {
        if (held is not null) return $"must conform to exactly one of the {schemas.Length} schemas in `oneOf`, conforms to {string.Join(", ", held)} (counted from 0)";
        var troubles = string.Join(" | ", (violations ?? []).Select(static violation => violation.ToString()));
        return $"conforms to none of the {schemas.Length} schemas in `{(exactlyOne ? "oneOf" : "anyOf")}` ({troubles}{(schemas.Length > MostTold ? " | ..." : "")})";
    }
}

/// <summary><c>not</c>.</summary>
sealed class NotKeyword(SchemaNode schema) : SchemaKeyword
{
    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        if (!run.Try(schema, value, null, out _)) return true;
        run.Report(value, static about => $"must not conform to the schema in `not`, is {ShownValue.Of(about)}");
        return false;
    }
}

/// <summary><c>if</c>, <c>then</c> and <c>else</c>.</summary>
sealed class ConditionKeyword(SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : SchemaKeyword
{
    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated) =>
        (run.Try(condition, value, evaluated, out _) ? then : otherwise)?.Check(value, run, evaluated) ?? true;
}

/// <summary><c>dependentSchemas</c>: schemas that must hold where a property is there.</summary>
sealed class DependentSchemasKeyword((string Name, SchemaNode Schema)[] schemas) : SchemaKeyword
{
    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Object) return true;
        var valid = true;
        foreach (var (name, schema) in schemas)
        {
            if (value.TryGetProperty(name, out _)) valid &= schema.Check(value, run, evaluated);
        }
        return valid;
    }
}

/// <summary><c>$dynamicRef</c>: leads to the schema of that dynamic anchor in the resource that was entered first, of those that have one.</summary>
sealed class DynamicReferenceKeyword(SchemaNode lexical, string anchor, Func<SchemaPlace, SchemaNode> compile) : SchemaKeyword
{
    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        foreach (var scope in run.Scopes)
        {
            if (scope.Dynamic.Contains(anchor)) return compile(scope.Anchors[anchor]).Check(value, run, evaluated);
        }
        return lexical.Check(value, run, evaluated);
    }
}
