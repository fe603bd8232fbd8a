using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary><c>enum</c>, and <c>const</c> as one of one.</summary>
sealed class EnumKeyword(JsonElement[] allowed) : AssertionKeyword
{
    protected override bool Holds(in JsonElement value)
    {
        foreach (var each in allowed)
        {
            if (JsonElement.DeepEquals(each, value)) return true;
        }
        return false;
    }

    protected override string Describe(JsonElement value) => allowed.Length == 1
        ? $"must be {ShownValue.Exact(allowed[0])}, is {ShownValue.Of(value)}"
        : $"must be one of {ShownValue.Several(allowed)}, is {ShownValue.Of(value)}";
}

/// <summary>The four limits of numbers.</summary>
sealed class NumberLimitKeyword(string keyword, JsonElement limit) : AssertionKeyword
{
    readonly ExactNumber limit = ExactNumber.Of(limit);
    readonly string shown = ShownValue.Exact(limit);

    protected override bool Holds(in JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Number) return true;
        var order = ExactNumber.Of(value).CompareTo(limit);
        return keyword switch
        {
            "minimum" => order >= 0,
            "maximum" => order <= 0,
            "exclusiveMinimum" => order > 0,
            _ => order < 0,
        };
    }

    protected override string Describe(JsonElement value)
    {
        var words = keyword switch
        {
            "minimum" => "at least",
            "maximum" => "at most",
            "exclusiveMinimum" => "more than",
            _ => "less than",
        };
        return $"must be {words} {shown}, is {ShownValue.Of(value)}";
    }
}

/// <summary><c>multipleOf</c>.</summary>
sealed class MultipleOfKeyword(JsonElement divisor) : AssertionKeyword
{
    readonly ExactNumber divisor = ExactNumber.Of(divisor);
    readonly string shown = ShownValue.Exact(divisor);

    protected override bool Holds(in JsonElement value) => value.ValueKind != JsonValueKind.Number || ExactNumber.Of(value).IsMultipleOf(divisor);

    protected override string Describe(JsonElement value) => $"must be a multiple of {shown}, is {ShownValue.Of(value)}";
}

/// <summary><c>minLength</c> and <c>maxLength</c>, in characters of Unicode.</summary>
sealed class LengthKeyword(bool atLeast, long limit) : AssertionKeyword
{
    protected override bool Holds(in JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String) return true;
        var length = LengthOf(value);
        return atLeast ? length >= limit : length <= limit;
    }

    protected override string Describe(JsonElement value) =>
        $"must have {(atLeast ? "at least" : "at most")} {Words.Count(limit, "character")}, has {LengthOf(value)}: {ShownValue.Of(value)}";

    static int LengthOf(JsonElement value)
    {
        var text = value.GetString()!;
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i])) length--;
        }
        return length;
    }
}

/// <summary><c>pattern</c>.</summary>
sealed class PatternKeyword(SchemaPlace place, string pattern) : AssertionKeyword
{
    readonly SchemaPattern compiled = SchemaPattern.Compile(place, pattern);

    protected override bool Holds(in JsonElement value) => value.ValueKind != JsonValueKind.String || compiled.IsMatch(value.GetString()!);

    protected override string Describe(JsonElement value) => $"must match the pattern {pattern}, is {ShownValue.Of(value)}";
}

/// <summary><c>format</c>, for the formats that are known.</summary>
sealed class FormatKeyword(string format, Func<string, bool> conforms) : AssertionKeyword
{
    protected override bool Holds(in JsonElement value) => value.ValueKind != JsonValueKind.String || conforms(value.GetString()!);

    protected override string Describe(JsonElement value) => $"must be in the format {format}, is {ShownValue.Of(value)}";
}
