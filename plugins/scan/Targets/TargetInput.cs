using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Scan.Targets;

/// <summary>One entry of an input of targets.</summary>
/// <param name="Text">What was written; the name, for a host of an inventory.</param>
/// <param name="Host">The address of a host of an inventory; null for a text.</param>
readonly record struct TargetInput(string Text, string? Host)
{
    /// <summary>
    /// Reads an input that may be a text, a host as <c>hosts()</c> and <c>inventory</c> give it in expressions (an object with <c>name</c> and
    /// perhaps <c>address</c>), or a list of both: <c>targets: ${{ hosts('web:!canary') }}</c>.
    /// </summary>
    /// <param name="value">The input's value.</param>
    /// <param name="input">The input's name, for errors.</param>
    /// <exception cref="ActionInputException">It is something else.</exception>
    public static List<TargetInput> Read(JsonElement value, string input)
    {
        var all = new List<TargetInput>();
        Add(value, input, all);
        return all;
    }

    static void Add(JsonElement value, string input, List<TargetInput> all)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                all.Add(new(value.GetString()!, null));
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Add(item, input, all);
                break;
            case JsonValueKind.Object when value.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String:
                all.Add(new(name.GetString()!, value.TryGetProperty("address", out var address) && address.ValueKind == JsonValueKind.String ? address.GetString() : name.GetString()));
                break;
            case JsonValueKind.Undefined or JsonValueKind.Null:
                break;
            default:
                throw new ActionInputException(
                    input, $"`{input}` has {Words.Quote(value.GetRawText())}, which is no target: give names, addresses or networks, or hosts of the inventory such as ${{{{ hosts('web') }}}}.");
        }
    }
}
