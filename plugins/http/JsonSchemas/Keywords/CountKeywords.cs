using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The limits of how many items or properties there are.</summary>
sealed class CountKeyword(bool ofItems, bool atLeast, long limit) : AssertionKeyword
{
    protected override bool Holds(in JsonElement value)
    {
        if (value.ValueKind != (ofItems ? JsonValueKind.Array : JsonValueKind.Object)) return true;
        return atLeast ? CountOf(value) >= limit : CountOf(value) <= limit;
    }

    protected override string Describe(JsonElement value)
    {
        var unit = (ofItems, limit) switch
        {
            (true, 1) => "item",
            (true, _) => "items",
            (false, 1) => "property",
            _ => "properties",
        };
        return $"must have {(atLeast ? "at least" : "at most")} {limit} {unit}, has {CountOf(value)}";
    }

    int CountOf(JsonElement value) => ofItems ? value.GetArrayLength() : value.GetPropertyCount();
}

/// <summary><c>uniqueItems</c>.</summary>
sealed class UniqueItemsKeyword : AssertionKeyword
{
    protected override bool Holds(in JsonElement value) => value.ValueKind != JsonValueKind.Array || Twice(value) is null;

    protected override string Describe(JsonElement value) =>
        Twice(value) is var (first, second) ? $"must not have an item twice, has the same at {first} and {second}" : "";

    static (int First, int Second)? Twice(JsonElement array)
    {
        var seen = new Dictionary<JsonElement, int>(array.GetArrayLength(), JsonEquality.Instance);
        var i = 0;
        foreach (var item in array.EnumerateArray())
        {
            if (!seen.TryAdd(item, i)) return (seen[item], i);
            i++;
        }
        return null;
    }
}

/// <summary><c>required</c>, and <c>dependentRequired</c> for one property.</summary>
/// <param name="names">The properties that must be there.</param>
/// <param name="because">The property with which they must; null when always.</param>
sealed class RequiredKeyword(string[] names, string? because) : AssertionKeyword
{
    protected override bool Holds(in JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || (because is not null && !value.TryGetProperty(because, out _))) return true;
        foreach (var name in names)
        {
            if (!value.TryGetProperty(name, out _)) return false;
        }
        return true;
    }

    protected override string Describe(JsonElement value)
    {
        var missing = names.Where(name => !value.TryGetProperty(name, out _)).Select(Words.Quote).ToList();
        var what = missing.Count == 1 ? $"must have the property {missing[0]}" : $"must have the properties {string.Join(", ", missing)}";
        return because is null ? what : $"{what}, as it has {Words.Quote(because)}";
    }
}
