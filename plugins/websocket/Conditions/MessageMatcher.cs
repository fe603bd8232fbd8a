using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.WebSockets;

/// <summary>A <see cref="MessageCondition"/> checked and ready to be asked.</summary>
sealed class MessageMatcher
{
    readonly MessageCondition condition;
    readonly TextPattern? pattern;

    MessageMatcher(MessageCondition condition, string input)
    {
        this.condition = condition;
        pattern = condition.TextMatches is { } text ? TextPattern.Parse(text, $"{input}.text-matches") : null;
    }

    /// <summary>Whether the end is waited for, and no message.</summary>
    internal bool WaitsForClose => condition.Closed;

    /// <exception cref="ActionInputException">The condition says nothing, or what cannot be.</exception>
    internal static MessageMatcher? Of(MessageCondition? condition, string input)
    {
        if (condition is null) return null;
        var wanted = condition with { Closed = false } != new MessageCondition();
        if (wanted == condition.Closed)
        {
            throw new ActionInputException(input, wanted
                ? $"`{input}` has `closed` beside other conditions: after a close comes no message."
                : $"`{input}` says nothing: give one or more of text, text-contains, text-matches, json and type, or closed: true.");
        }
        return new(condition, input);
    }

    /// <summary>Whether a message is what is waited for.</summary>
    /// <exception cref="ActionInputException">The regular expression takes too long.</exception>
    internal bool Matches(WebSocketMessage message)
    {
        if (condition.Closed || (condition.Type is { } type && type != message.Type)) return false;
        if (condition.Text is { } text && text != message.Text) return false;
        if (condition.TextContains is { } part && message.Text?.Contains(part, StringComparison.Ordinal) != true) return false;
        if (pattern is not null && (message.Text is not { } whole || !pattern.IsIn(whole))) return false;
        return condition.Json is not { } json || (message.TryGetJson(out var value) && Contains(value, json));
    }

    /// <summary>What is waited for, for people.</summary>
    public override string ToString()
    {
        if (condition.Closed) return "a close frame";
        var parts = new List<string>();
        if (condition.Type is { } type) parts.Add(type == WebSocketMessageKind.Text ? "text" : "binary");
        if (condition.Text is { } text) parts.Add($"the text {Words.Quote(text)}");
        if (condition.TextContains is { } part) parts.Add($"text with {Words.Quote(part)}");
        if (condition.TextMatches is { } regex) parts.Add($"text that matches {Words.Quote(regex)}");
        if (condition.Json is { } json) parts.Add($"JSON with {Words.Quote(json.GetRawText())}");
        return string.Join(", ", parts);
    }

    /// <summary>Whether a value has another in it: objects by the fields that are asked for, all else whole.</summary>
    static bool Contains(JsonElement value, JsonElement wanted)
    {
        if (value.ValueKind != wanted.ValueKind) return false;
        switch (wanted.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var field in wanted.EnumerateObject())
                {
                    if (!value.TryGetProperty(field.Name, out var found) || !Contains(found, field.Value)) return false;
                }
                return true;
            case JsonValueKind.Array:
                return value.GetArrayLength() == wanted.GetArrayLength()
                    && value.EnumerateArray().Zip(wanted.EnumerateArray(), Contains).All(static fits => fits);
            default: return JsonElement.DeepEquals(value, wanted);
        }
    }
}
