using System.Text.Json;
using Runner.Plugins.ClientGen.Model;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen.Steps.Contracts;

/// <summary>Holds what a step sends against the document, before anything is sent: patterns, bounds and forms that no shape can tell.</summary>
static class RequestCheck
{
    /// <exception cref="ActionInputException">Something is not as the document says; it names the place.</exception>
    public static void Check(StepOperation operation, JsonElement inputs)
    {
        foreach (var (input, parameter) in operation.Parameters)
        {
            if (StepInputs.Member(inputs, input) is { } value) Require(value, parameter.Schema, input);
            else if (parameter.IsRequired) throw new ActionInputException(input, $"`{input}` must be given.");
        }

        if (operation.Api.Body is not { } wanted) return;
        if (StepInputs.Member(inputs, StepInputNames.Body) is not { } body)
        {
            if (wanted.IsRequired) throw new ActionInputException(StepInputNames.Body, "`body` must be given.");
            return;
        }

        var content = ContentOf(operation, inputs);
        // Of parts some are files, which are looked at when they are opened.
        if (content.Schema is { } schema && (MediaType.IsJson(content.MediaType) || MediaType.IsForm(content.MediaType))) Require(body, schema, StepInputNames.Body);
    }

    /// <summary>The kind of body that a step chose.</summary>
    /// <exception cref="ActionInputException">There is none of this kind.</exception>
    public static ApiContent ContentOf(StepOperation operation, JsonElement inputs)
    {
        var bodies = operation.Bodies;
        if (StepInputs.TextOf(inputs, StepInputNames.ContentType) is not { } chosen) return bodies[0];
        return bodies.FirstOrDefault(content => content.MediaType.Equals(chosen, StringComparison.OrdinalIgnoreCase))
            ?? throw new ActionInputException(StepInputNames.ContentType, $"`content-type` must be one of {string.Join(", ", bodies.Select(static content => content.MediaType))}.");
    }

    static void Require(JsonElement value, ApiSchema schema, string input)
    {
        var violations = SchemaCheck.Of(value, schema, isRequest: true);
        if (violations.Count == 0) return;
        var first = violations[0];
        var more = violations.Count > 1 ? $" And {violations.Count - 1} more: {string.Join("; ", violations.Skip(1).Take(3))}." : "";
        throw new ActionInputException(input + first.Path, $"`{input}{first.Path}` {first.Message}{(first.Pointer.Length > 0 ? $" ({first.Pointer} of `{input}`)" : "")}.{more}");
    }
}
