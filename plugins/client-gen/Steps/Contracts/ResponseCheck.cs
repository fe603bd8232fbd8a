using System.Globalization;
using System.Text.Json;
using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Steps.Contracts;

/// <summary>Holds an answer against the document: its status, its headers, its type, its body.</summary>
static class ResponseCheck
{
    /// <summary>In what it is not what is promised, a line each; empty where it is.</summary>
    public static IReadOnlyList<string> Of(ApiOperation operation, StepResult result)
    {
        // A document that promises nothing cannot be broken.
        if (operation.Responses.Count == 0) return [];
        if (Documented(operation, result.Status) is not { } response)
            return [$"the status {result.Status} is not documented; there {(operation.Responses.Count == 1 ? "is" : "are")} {string.Join(", ", operation.Responses.Select(static each => each.Status))}"];
        var violations = new List<string>();
        CheckHeaders(response, result, violations);
        CheckBody(operation, response, result, violations);
        return violations;
    }

    /// <summary>A status itself comes before its range, and that before the default.</summary>
    static ApiResponse? Documented(ApiOperation operation, int status) =>
        operation.Responses.FirstOrDefault(each => each.Status == status.ToString(CultureInfo.InvariantCulture))
        ?? operation.Responses.FirstOrDefault(each => each.Status != "default" && each.Covers(status))
        ?? operation.Responses.FirstOrDefault(static each => each.Status == "default");

    static void CheckHeaders(ApiResponse response, StepResult result, List<string> violations)
    {
        foreach (var header in response.Headers)
        {
            if (!result.Headers.TryGetValue(header.Name, out var value))
            {
                if (header.IsRequired) violations.Add($"the header {header.Name} is missing");
            }
            else if (ValueOf(value, header.Schema.Resolved) is { } read)
            {
                foreach (var violation in SchemaCheck.Of(read, header.Schema, isRequest: false)) violations.Add($"the header {header.Name} {violation.Message}");
            }
        }
    }

    /// <summary>A header's text as the value that it is; null where it has a form of its own.</summary>
    static JsonElement? ValueOf(string text, ApiSchema schema)
    {
        if (schema.Kind is SchemaKind.String) return JsonSerializer.SerializeToElement(text);
        if (schema.Kind is not (SchemaKind.Integer or SchemaKind.Number or SchemaKind.Boolean)) return null;
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(text);
        }
    }

    static void CheckBody(ApiOperation operation, ApiResponse response, StepResult result, List<string> violations)
    {
        if (operation.Method == "HEAD" || result.Status is 204 or 205 or 304) return;
        if (result.Size == 0)
        {
            if (response.Contents.Any(static content => content.Schema is not null && MediaType.IsJson(content.MediaType))) violations.Add("the body is missing");
            return;
        }

        // An answer without described content may have any.
        if (response.Contents.Count == 0) return;
        if (result.ContentType is not { } type)
        {
            violations.Add($"there is no content type; documented {Names(response)}");
            return;
        }

        var content = response.Contents.FirstOrDefault(each => MediaType.Bare(each.MediaType) == type) ?? response.Contents.FirstOrDefault(each => MediaType.Fits(type, each.MediaType));
        if (content is null)
        {
            violations.Add($"the content type {type} is not documented; there {Names(response)}");
            return;
        }

        if (content.Schema is not { } schema || !MediaType.IsJson(type) || result.File is not null) return;
        if (result.Parse() is { } json) violations.AddRange(SchemaCheck.Of(json, schema, isRequest: false).Select(static violation => violation.Pointer.Length == 0 ? $"the body {violation.Message}" : violation.ToString()));
        else violations.Add($"the body is said to be {type} and is no JSON");
    }

    static string Names(ApiResponse response) => $"{(response.Contents.Count == 1 ? "is" : "are")} {string.Join(", ", response.Contents.Select(static content => content.MediaType))}";
}
