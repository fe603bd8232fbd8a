using System.Globalization;
using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary><c>prefixItems</c> and <c>items</c>; <c>items</c> and <c>additionalItems</c> in draft-07.</summary>
sealed class ItemsKeyword(SchemaNode[] first, SchemaNode? others) : SchemaKeyword
{
    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Array) return true;
        var valid = true;
        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            var schema = i < first.Length ? first[i] : others;
            if (schema is null) break;
            valid &= run.CheckPart(schema, i.ToString(CultureInfo.InvariantCulture), item);
            i++;
        }
        evaluated?.FirstItems(i);
        return valid;
    }
}

/// <summary><c>contains</c>, with <c>minContains</c> and <c>maxContains</c>.</summary>
sealed class ContainsKeyword(SchemaNode schema, long least, long? most) : SchemaKeyword
{
    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Array) return true;
        int i = 0, found = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (run.Try(schema, item, null, out _))
            {
                found++;
                evaluated?.Item(i);
            }
            i++;
        }

        if (found >= least && (most is null || found <= most)) return true;
        run.Report((this, found), static about => about.Item1.Describe(about.found));
        return false;
    }

    string Describe(int found)
    {
        var wanted = found < least ? $"at least {least}" : $"at most {most}";
        return $"must have {wanted} {((found < least ? least : most) == 1 ? "item" : "items")} of the schema in `contains`, has {found}";
    }
}

/// <summary><c>unevaluatedItems</c>: those that nothing else in the schema has a word on.</summary>
sealed class UnevaluatedItemsKeyword(SchemaNode others) : SchemaKeyword
{
    internal override bool NeedsEvaluated => true;

    internal override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        if (value.ValueKind != JsonValueKind.Array) return true;
        var valid = true;
        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (!evaluated!.HasItem(i)) valid &= run.CheckPart(others, i.ToString(CultureInfo.InvariantCulture), item);
            i++;
        }
        evaluated!.FirstItems(i);
        return valid;
    }
}
