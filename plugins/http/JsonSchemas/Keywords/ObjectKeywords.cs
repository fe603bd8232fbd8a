using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary><c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c>, which share out the properties among them.</summary>
sealed class PropertiesKeyword(Dictionary<string, SchemaNode> named, (SchemaPattern Pattern, SchemaNode Schema)[] patterns, SchemaNode? others) : SchemaKeyword
{
    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Object) return true;
        var valid = true;
        foreach (var property in value.EnumerateObject())
        {
            var name = property.Name;
            var isKnown = named.TryGetValue(name, out var schema);
            if (isKnown) valid &= run.CheckPart(schema!, name, property.Value);
            foreach (var (pattern, matching) in patterns)
            {
                if (!pattern.IsMatch(name)) continue;
                isKnown = true;
                valid &= run.CheckPart(matching, name, property.Value);
            }

            if (!isKnown)
            {
                if (others is null) continue;
                valid &= run.CheckPart(others, name, property.Value);
            }
            evaluated?.Property(name);
        }
        return valid;
    }
}

/// <summary><c>propertyNames</c>.</summary>
sealed class PropertyNamesKeyword(SchemaNode names) : SchemaKeyword
{
    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Object) return true;
        var valid = true;
        foreach (var property in value.EnumerateObject())
        {
            if (run.Try(names, JsonTexts.Element(property.Name), null, out var first)) continue;
            valid = false;
            run.Report((property.Name, first), static about => $"must not have a property of the name {Words.Quote(about.Name)}: a name {about.first?.Problem}");
        }
        return valid;
    }
}

/// <summary><c>unevaluatedProperties</c>: those that nothing else in the schema has a word on.</summary>
sealed class UnevaluatedPropertiesKeyword(SchemaNode others) : SchemaKeyword
{
    internal override bool NeedsEvaluated => true;

    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Object) return true;
        var valid = true;
        foreach (var property in value.EnumerateObject())
        {
            if (evaluated!.HasProperty(property.Name)) continue;
            valid &= run.CheckPart(others, property.Name, property.Value);
            evaluated.Property(property.Name);
        }
        return valid;
    }
}
