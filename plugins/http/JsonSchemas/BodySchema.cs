using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Holds an answer's body against a JSON Schema.</summary>
static class BodySchema
{
    /// <summary>How many violations a message tells.</summary>
    const int MostTold = 5;

    /// <summary>Refuses an answer of success whose body does not conform. What another answer lacks is no news; its violations can be asked for.</summary>
    /// <exception cref="HttpException">It does not conform; the message says where.</exception>
    /// <exception cref="ProtocolException">The body is not JSON.</exception>
    internal static void Require(JsonSchema schema, HttpResponse response, CancellationToken cancel)
    {
        response.Schema = schema;
        if (response.Status is < 200 or > 299) return;
        var report = Check(schema, response, cancel);
        if (report.Conforms) return;
        var told = string.Join("; ", report.Violations.Take(MostTold));
        var more = report.Count - Math.Min(report.Violations.Count, MostTold);
        throw new HttpException(
            response.Url,
            $"The answer {response.Status} of {response.Url} does not conform to the schema: {told}{(more > 0 ? $"; and {more} more" : "")}.")
        {
            Status = response.Status,
        };
    }

    /// <summary>All violations, as texts.</summary>
    internal static IReadOnlyList<string> Errors(JsonSchema schema, HttpResponse response)
    {
        var report = Check(schema, response, CancellationToken.None);
        List<string> errors = [.. report.Violations.Select(static violation => violation.ToString())];
        if (report.Count > errors.Count) errors.Add($"and {report.Count - errors.Count} more");
        return errors;
    }

    static SchemaReport Check(JsonSchema schema, HttpResponse response, CancellationToken cancel)
    {
        var json = response.Json;
        try
        {
            return schema.Check(json, cancel);
        }
        catch (SchemaException e)
        {
            throw new ActionInputException("json-schema", $"`json-schema` cannot be used: {e.Message}.", e);
        }
        catch (InvalidOperationException e)
        {
            // JSON may spell half a character (\ud800), which is no text.
            throw new ProtocolException(response.Url, $"The answer {response.Status} of {response.Url} has a text in its JSON that is no Unicode.", e) { Status = response.Status };
        }
    }
}
