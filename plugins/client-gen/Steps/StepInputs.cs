using System.Text.Json;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>Inputs by name, in any case, as workflows write them.</summary>
static class StepInputs
{
    /// <summary>What is given for a name; null for nothing. Null itself counts as not given.</summary>
    public static JsonElement? Member(JsonElement inputs, string name)
    {
        if (inputs.TryGetProperty(name, out var exact)) return exact.ValueKind == JsonValueKind.Null ? null : exact;
        foreach (var member in inputs.EnumerateObject())
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
        return null;
    }

    public static string? TextOf(JsonElement inputs, string name) => Member(inputs, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
