using Runner.Workflows.Expressions.JsonPath;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.Functions;

/// <summary>Queries into JSON-like values.</summary>
static class JsonPathFunctions
{
    public static Function[] All() =>
    [
        new()
        {
            Name = "jsonpath", MinArguments = 2, MaxArguments = 2,
            Parameters = [new("document", TypeShape.Any), new("selector", TypeShape.String)],
            Result = new TypeShape(ShapeKind.List) { Element = TypeShape.Any },
            Summary = "All values that a JSONPath query (RFC 9535) selects, in order; an empty list when there are none.",
            Example = "jsonpath(fromJSON('{\"hosts\": [{\"name\": \"a\", \"up\": true}, {\"name\": \"b\", \"up\": false}]}'), '$.hosts[?@.up == true].name')",
            ExampleResult = "[\"a\"]",
            Body = Select,
        },
    ];

    static Value Select(Arguments arguments)
    {
        var document = arguments[0];
        try
        {
            var selected = JsonPathQuery.Parse(arguments.Text(1)).Select(document);
            arguments.ChargeItems(selected.Count);
            return Value.From(selected);
        }
        catch (JsonPathException e)
        {
            throw arguments.Error($"jsonpath: {e.Message}", e);
        }
    }
}
