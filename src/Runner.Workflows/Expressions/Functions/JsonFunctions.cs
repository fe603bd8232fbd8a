using System.Text.Json;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>GitHub's functions on JSON.</summary>
static class JsonFunctions
{
    public static Function[] All() =>
    [
        new()
        {
            Name = "toJSON", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("value", TypeShape.Any)],
            Result = TypeShape.String,
            Summary = "A value as JSON text, indented by two spaces.",
            Example = "toJSON('a \"quoted\" word')", ExampleResult = "\"\\\"a \\\\\\\"quoted\\\\\\\" word\\\"\"",
            Body = ToJson,
        },
        new()
        {
            Name = "fromJSON", MinArguments = 1, MaxArguments = 1,
            Parameters = [new("json", TypeShape.String)],
            Result = TypeShape.Any,
            Summary = "The value that a JSON text describes.",
            Example = "fromJSON('{\"ports\": [80, 443]}').ports[1]", ExampleResult = "443",
            Body = FromJson,
        },
    ];

    static Value ToJson(Arguments arguments)
    {
        try
        {
            return Value.From(ValueJson.Write(arguments[0], indented: true));
        }
        catch (JsonException e)
        {
            throw arguments.Error(e.Message, e);
        }
    }

    static Value FromJson(Arguments arguments)
    {
        var json = arguments.Text(0);
        if (string.IsNullOrWhiteSpace(json)) throw arguments.Error("Error parsing JSON when evaluating fromJson: empty input");
        try
        {
            return ValueJson.Parse(json);
        }
        catch (JsonException e)
        {
            throw arguments.Error($"Error parsing JSON when evaluating fromJson: {JsonProblem.Reason(e)}{PlaceOf(e)}", e);
        }
    }

    static string PlaceOf(JsonException e) => JsonProblem.Place(e) is var (line, at) ? $" (line {line}, byte {at})" : "";
}
