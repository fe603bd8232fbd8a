using System.Globalization;
using System.Text.Json;
using Runner.Workflows.Values;

namespace Runner.Workflows.Importing;

/// <summary>JSON in a request's text, as parts of a workflow.</summary>
static class JsonBodyText
{
    const int MostValues = 5000;

    /// <summary>The text as parts; null when it is no JSON, or would not be sent as the same JSON.</summary>
    /// <param name="text">The text.</param>
    /// <param name="secrets">Takes what is secret in it.</param>
    /// <param name="place">Where it stands, for people.</param>
    public static YamlPart? Read(string text, ImportedSecrets secrets, string place)
    {
        var count = 0;
        try
        {
            using var document = JsonDocument.Parse(WithBareExpressionsQuoted(text, out var bare));
            // Null is how a workflow says that there is no body.
            return document.RootElement.ValueKind == JsonValueKind.Null ? null : Part(document.RootElement, "", bare);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NotSameException)
        {
            return null;
        }

        YamlPart Part(JsonElement json, string name, string bare)
        {
            if (++count > MostValues) throw new NotSameException();
            switch (json.ValueKind)
            {
                case JsonValueKind.Object:
                    var map = new YamlMap();
                    var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
                    foreach (var member in json.EnumerateObject())
                    {
                        if (!names.Add(member.Name) || !YamlScalar.CanBeKey(member.Name) || member.Name == "<<") throw new NotSameException();
                        map.Add(member.Name, Part(member.Value, member.Name, bare));
                    }

                    return map;
                case JsonValueKind.Array:
                    return new YamlList([.. json.EnumerateArray().Select(item => Part(item, name, bare))]);
                case JsonValueKind.String:
                    var value = json.GetString()!;
                    if (bare.Length > 0 && value.StartsWith(bare, StringComparison.Ordinal))
                        return new YamlText(Bare(ExpressionMark.Whole(value[bare.Length..])!));
                    return new YamlText(IsSecret(name, value) ? secrets.Take(name, value, $"`{name}` in the body of {place}") : value);
                case JsonValueKind.Number:
                    return Number(json.GetRawText(), name);
                default:
                    return new YamlRaw(json.GetRawText());
            }
        }

        YamlPart Number(string raw, string name)
        {
            if (ImportedSecrets.IsSecretName(name) && raw.Length > 3) return new YamlText(ExpressionMark.Of($"fromJSON({ExpressionMark.Whole(secrets.Take(name, raw, $"`{name}` in the body of {place}"))})"));
            var sent = ValueJson.Write(Value.From(double.Parse(raw, CultureInfo.InvariantCulture)));
            if (sent == raw) return new YamlRaw(raw);
            // 1.0 and 1e3 are sent as 1 and 1000; 12345678901234567890 cannot be sent.
            return decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var was) && decimal.TryParse(sent, NumberStyles.Float, CultureInfo.InvariantCulture, out var now) && was == now
                ? new YamlRaw(sent)
                : throw new NotSameException();
        }
    }

    /// <summary>What an answer held keeps its type; an input is text, which may be that of a number.</summary>
    static string Bare(string expression) => ExpressionMark.Of(expression.StartsWith("steps.", StringComparison.Ordinal) ? expression : $"fromJSON({expression})");

    static bool IsSecret(string name, string value) => ImportedSecrets.IsSecretName(name) || ImportedSecrets.IsSecretValue(value);

    /// <summary><c>{"id": {{id}}}</c> is JSON once the expression is a text.</summary>
    static string WithBareExpressionsQuoted(string text, out string bare)
    {
        bare = "";
        if (!ExpressionMark.IsIn(text)) return text;
        var quoted = bare = $"bare-{Guid.NewGuid():N}-";
        var inText = false;
        var escaped = false;
        var written = new System.Text.StringBuilder();
        foreach (var (part, isExpression) in ExpressionMark.Parts(text))
        {
            if (isExpression)
            {
                if (inText) written.Append(ExpressionMark.Of(part));
                else written.Append('"').Append(quoted).Append(ExpressionMark.Of(part)).Append('"');
                continue;
            }

            foreach (var c in part)
            {
                if (inText && !escaped && c == '"') inText = false;
                else if (!inText && c == '"') inText = true;
                escaped = inText && c == '\\' && !escaped;
                written.Append(c);
            }
        }

        return written.ToString();
    }

    /// <summary>It would not be sent as it was.</summary>
    sealed class NotSameException : Exception;
}
