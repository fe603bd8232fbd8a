using System.Globalization;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A place in a JSON body: a JSON Pointer (RFC 6901), or fields with dots and indexes between them, such as <c>data.items[0].id</c>.</summary>
sealed class JsonPlace
{
    readonly string[] steps;

    JsonPlace(string[] steps) => this.steps = steps;

    /// <exception cref="ActionInputException">The text is no place.</exception>
    internal static JsonPlace Parse(string text, string input)
    {
        if (text.Length == 0) return new([]);
        if (text[0] == '/')
        {
            return new([.. text[1..].Split('/').Select(static step =>
                step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]);
        }
        var path = text.StartsWith("$.", StringComparison.Ordinal) ? text[2..] : text.StartsWith("$[", StringComparison.Ordinal) ? text[1..] : text == "$" ? "" : text;
        var steps = new List<string>();
        foreach (var dotted in path.Length == 0 ? [] : path.Split('.'))
        {
            var open = dotted.IndexOf('[', StringComparison.Ordinal);
            var name = open < 0 ? dotted : dotted[..open];
            if (name.Length > 0) steps.Add(name);
            else if (open != 0 || steps.Count > 0) throw Wrong();
            for (; open >= 0 && open < dotted.Length;)
            {
                var close = dotted.IndexOf(']', open);
                if (dotted[open] != '[' || close < 0 || !int.TryParse(dotted.AsSpan(open + 1, close - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                    throw Wrong();
                steps.Add(index.ToString(CultureInfo.InvariantCulture));
                open = close + 1;
            }
        }
        return new([.. steps]);

        ActionInputException Wrong() =>
            new(input, $"`{input}` is {Words.Quote(text)}: give a place in the body, such as data.items, data[0].items or the JSON Pointer /data/items.");
    }

    /// <summary>What is there; null when there is nothing.</summary>
    internal JsonElement? Find(JsonElement body)
    {
        foreach (var step in steps)
        {
            if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty(step, out var field)) body = field;
            else if (body.ValueKind == JsonValueKind.Array && int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                && index < body.GetArrayLength())
            {
                body = body[index];
            }
            else return null;
        }
        return body;
    }

    /// <summary>The text of a scalar that is there; null for nothing, null, false and empty text, with which servers say that there is no more.</summary>
    internal string? Text(JsonElement body) => Find(body) is not { } found ? null : found.ValueKind switch
    {
        JsonValueKind.String => found.GetString() is { Length: > 0 } text ? text : null,
        JsonValueKind.Number => found.GetRawText(),
        _ => null,
    };
}
