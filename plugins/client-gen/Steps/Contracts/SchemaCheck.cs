using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Reading;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen.Steps.Contracts;

/// <summary>
/// Holds values against the schemas of a document. OpenAPI's schemas are not quite JSON Schema - <c>nullable</c>, <c>readOnly</c>,
/// discriminators - so it is the model that is asked, which has those of all versions in one form.
/// </summary>
/// <param name="isRequest">Whether the caller sends it: what only the server sets need not be there, and the other way round.</param>
sealed class SchemaCheck(bool isRequest)
{
    const int Most = 50;
    const int Deepest = 100;

    static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(250);

    readonly List<Violation> found = [];
    int depth;

    /// <summary>What is wrong with a value, each with its JSON pointer; empty where nothing is.</summary>
    public static IReadOnlyList<Violation> Of(JsonElement value, ApiSchema schema, bool isRequest)
    {
        var check = new SchemaCheck(isRequest);
        check.Check(value, schema, "");
        return check.found;
    }

    void Check(JsonElement value, ApiSchema use, string at)
    {
        if (found.Count >= Most || depth >= Deepest) return;
        var schema = use.Resolved;
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!use.MayBeNull && schema.Kind is not (SchemaKind.Any or SchemaKind.Null) && !schema.Options.Any(static option => option.MayBeNull || option.Resolved.Kind is SchemaKind.Null or SchemaKind.Any)) Add(at, $"must be {Phrase(schema)}, is null");
            return;
        }

        depth++;
        if (CheckKind(value, schema, at))
        {
            CheckValues(value, schema, at);
            switch (value.ValueKind)
            {
                case JsonValueKind.String: CheckText(value.GetString()!, schema, at); break;
                case JsonValueKind.Number: CheckNumber(value, schema.Bounds, at); break;
                case JsonValueKind.Array: CheckItems(value, schema, at); break;
                case JsonValueKind.Object: CheckObject(value, schema, at); break;
            }

            if (schema.Options.Count > 0) CheckOptions(value, schema, at);
        }

        depth--;
    }

    bool CheckKind(JsonElement value, ApiSchema schema, string at)
    {
        var fits = schema.Kind switch
        {
            SchemaKind.Object or SchemaKind.Map => value.ValueKind == JsonValueKind.Object,
            SchemaKind.Array => value.ValueKind == JsonValueKind.Array,
            SchemaKind.String => value.ValueKind == JsonValueKind.String,
            SchemaKind.Integer => value.ValueKind == JsonValueKind.Number && double.IsInteger(value.GetDouble()),
            SchemaKind.Number => value.ValueKind == JsonValueKind.Number,
            SchemaKind.Boolean => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            SchemaKind.Null => false,
            _ => true,
        };
        if (!fits) Add(at, $"must be {Phrase(schema)}, is {Shown(value)}");
        return fits;
    }

    void CheckValues(JsonElement value, ApiSchema schema, string at)
    {
        if (schema.Const is { } only && !Same(value, only)) Add(at, $"must be {Short(only.ToJson())}, is {Shown(value)}");
        else if (schema.Enum.Count > 0 && !schema.Enum.Any(each => Same(value, each.Value)))
        {
            var nearest = value.ValueKind == JsonValueKind.String ? schema.Enum.FirstOrDefault(each => string.Equals(each.Value.Text, value.GetString(), StringComparison.OrdinalIgnoreCase))?.Value.Text : null;
            Add(at, $"must be one of {Short(string.Join(", ", schema.Enum.Take(20).Select(static each => each.Value.Text ?? each.Value.ToJson())))}, is {Shown(value)}{(nearest is null ? "" : $": did you mean {nearest}?")}");
        }
    }

    static bool Same(JsonElement value, DocumentNode node) => (value.ValueKind, node.Kind) switch
    {
        (JsonValueKind.String, NodeKind.String) => value.GetString() == node.Text,
        (JsonValueKind.Number, NodeKind.Number) => double.TryParse(node.Text, CultureInfo.InvariantCulture, out var number) && number == value.GetDouble(),
        (JsonValueKind.True, NodeKind.Boolean) => node.Text == "true",
        (JsonValueKind.False, NodeKind.Boolean) => node.Text == "false",
        (JsonValueKind.Object or JsonValueKind.Array, NodeKind.Object or NodeKind.Array) => JsonElement.DeepEquals(value, JsonElement.Parse(node.ToJson())),
        _ => false,
    };

    void CheckText(string text, ApiSchema schema, string at)
    {
        var bounds = schema.Bounds;
        if (bounds.MinimumCount is not null || bounds.MaximumCount is not null)
        {
            var length = 0;
            foreach (var _ in text.EnumerateRunes()) length++;
            CheckCount(length, bounds, at, "character");
        }

        if (bounds.Pattern is { } pattern && !Matches(text, pattern)) Add(at, $"must match {Short(pattern)}, is {Short(Words.Quote(text))}");
        if (schema.Format is { } format && TextFormats.WhyNot(text, format) is { } wanted) Add(at, $"must be {wanted}, is {Short(Words.Quote(text))}");
    }

    static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.ECMAScript, PatternLimit);
        }
        catch (ArgumentException)
        {
            try
            {
                return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, PatternLimit);
            }
            catch (Exception e) when (e is ArgumentException or RegexMatchTimeoutException)
            {
                return true; // of another dialect: nobody here can tell
            }
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }

    void CheckNumber(JsonElement value, ApiBounds bounds, string at)
    {
        if (ReferenceEquals(bounds, ApiBounds.None) || !value.TryGetDecimal(out var number)) return;
        if (bounds.Minimum is { } least && (bounds.IsMinimumExclusive ? number <= least : number < least)) Add(at, $"must be {(bounds.IsMinimumExclusive ? "more than " : "")}{least.ToString(CultureInfo.InvariantCulture)}{(bounds.IsMinimumExclusive ? "" : " or more")}, is {value.GetRawText()}");
        if (bounds.Maximum is { } most && (bounds.IsMaximumExclusive ? number >= most : number > most)) Add(at, $"must be {(bounds.IsMaximumExclusive ? "less than " : "")}{most.ToString(CultureInfo.InvariantCulture)}{(bounds.IsMaximumExclusive ? "" : " or less")}, is {value.GetRawText()}");
        if (bounds.MultipleOf is > 0 and var unit && number % unit != 0) Add(at, $"must be a multiple of {unit.ToString(CultureInfo.InvariantCulture)}, is {value.GetRawText()}");
    }

    void CheckItems(JsonElement value, ApiSchema schema, string at)
    {
        CheckCount(value.GetArrayLength(), schema.Bounds, at, "item");
        if (schema.Bounds.AreItemsUnique)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in value.EnumerateArray())
            {
                if (seen.Add(item.GetRawText())) continue;
                Add(at, $"must have no item twice, and has {Shown(item)}");
                break;
            }
        }

        if (schema.Items is not { } items) return;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (found.Count >= Most) return;
            Check(item, items, $"{at}/{index++}");
        }
    }

    void CheckObject(JsonElement value, ApiSchema schema, string at)
    {
        var count = 0;
        var given = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            count++;
            given.Add(member.Name);
            if (schema.Properties.FirstOrDefault(property => property.Name == member.Name) is { } known) Check(member.Value, known.Schema, Below(at, member.Name));
            else if (schema.Additional is { } rest) Check(member.Value, rest, Below(at, member.Name));
            else if (!schema.AllowsAdditional && schema.Options.Count == 0)
                Add(Below(at, member.Name), $"is none of the properties that there may be{(schema.Properties.FirstOrDefault(property => property.Name.Equals(member.Name, StringComparison.OrdinalIgnoreCase)) is { } meant ? $": did you mean {meant.Name}?" : "")}");
        }

        foreach (var property in schema.Properties)
            if (property.IsRequired && !given.Contains(property.Name) && !(isRequest ? property.IsReadOnly : property.IsWriteOnly)) Add(at, $"must have {property.Name}");
        CheckCount(count, schema.Bounds, at, "property");
    }

    void CheckCount(int count, ApiBounds bounds, string at, string what)
    {
        if (bounds.MinimumCount is { } least && count < least) Add(at, $"must have {Count(least, what)} or more, has {count}");
        if (bounds.MaximumCount is { } most && count > most) Add(at, $"must have {Count(most, what)} or fewer, has {count}");
    }

    static string Count(int count, string what) => what == "property" ? $"{count} {(count == 1 ? "property" : "properties")}" : Words.Count(count, what);

    void CheckOptions(JsonElement value, ApiSchema schema, string at)
    {
        if (schema.Discriminator is { } told && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(told.Property, out var kind) && kind.ValueKind == JsonValueKind.String)
        {
            var meant = told.Mapping.FirstOrDefault(each => each.Key == kind.GetString()).Value;
            if (meant is not null) Check(value, meant, at);
            else if (told.Mapping.Count > 0) Add(Below(at, told.Property), $"must be one of {Short(string.Join(", ", told.Mapping.Select(static each => each.Key)))}, is {Shown(kind)}");
            return;
        }

        List<Violation>? nearest = null;
        foreach (var option in schema.Options)
        {
            var violations = Try(value, option);
            if (violations.Count == 0) return;
            // What is of another kind altogether is not what was meant.
            if (nearest is null || Rank(violations) < Rank(nearest)) nearest = violations;
        }

        if (nearest is { Count: > 0 }) Add(at, $"fits none of the {schema.Options.Count} forms that there are; the nearest: {nearest[0]}");
    }

    static int Rank(List<Violation> violations) => violations.Count + (violations.Any(static each => each.Pointer.Length == 0) ? 100 : 0);

    List<Violation> Try(JsonElement value, ApiSchema option)
    {
        var check = new SchemaCheck(isRequest) { depth = depth };
        check.Check(value, option, "");
        return check.found;
    }

    void Add(string at, string message)
    {
        if (found.Count < Most) found.Add(new(at, message));
    }

    static string Below(string at, string name) => $"{at}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    static string Phrase(ApiSchema schema) => schema.Kind switch
    {
        SchemaKind.Object or SchemaKind.Map => "an object",
        SchemaKind.Array => "a list",
        SchemaKind.String => "a text",
        SchemaKind.Integer => "a whole number",
        SchemaKind.Number => "a number",
        SchemaKind.Boolean => "true or false",
        SchemaKind.Null => "null",
        _ => "something",
    };

    static string Shown(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => Short(Words.Quote(value.GetString()!)),
        _ => value.GetRawText(),
    };

    static string Short(string text) => text.Length <= 120 ? text : text[..119] + "…";
}

/// <summary>Something that is not as the document says.</summary>
/// <param name="Pointer">Where in the value, as a JSON pointer (RFC 6901); empty for the whole.</param>
/// <param name="Message">What is wrong.</param>
sealed record Violation(string Pointer, string Message)
{
    public override string ToString() => Pointer.Length == 0 ? Message : $"{Pointer}: {Message}";

    /// <summary>The pointer as workflows write paths: <c>.tags[0].name</c>.</summary>
    public string Path
    {
        get
        {
            var path = new StringBuilder();
            foreach (var part in Pointer.Split('/').Skip(1))
            {
                if (part.Length > 0 && part.All(char.IsAsciiDigit)) path.Append('[').Append(part).Append(']');
                else path.Append('.').Append(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));
            }

            return path.ToString();
        }
    }
}
