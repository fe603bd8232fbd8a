using System.Text;

namespace Runner.Plugins.Http;

/// <summary>All that is a template in one route's answer.</summary>
sealed class AnswerTemplates
{
    internal delegate StubAnswer Filled(int status, IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlyMemory<byte> body, EventStreamAnswer? events);

    readonly List<KeyValuePair<string, string>> headers;
    readonly AnswerTemplate?[] headerTemplates;
    readonly bool isJson;
    readonly string? text;
    readonly AnswerTemplate? body;
    readonly JsonTemplate? json;
    readonly EventTemplates? events;

    internal AnswerTemplates(StubRoute route, List<KeyValuePair<string, string>> headers, RoutePattern pattern, Func<string, string, Exception> wrong)
    {
        this.headers = headers;
        headerTemplates = [.. headers.Select(header => AnswerTemplate.Parse(header.Value, pattern, wrong))];
        isJson = headers.Exists(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase) && IsJson(header.Value));
        text = route.Body;
        if (route.Body is not null) body = AnswerTemplate.Parse(route.Body, pattern, wrong);
        if (route.Json is { } value) json = new JsonTemplate(value, pattern, wrong);
        if (route.Events is not null) events = new EventTemplates(route, pattern, wrong);
    }

    /// <summary>The answer with what the request brought in it; a 500 that says why when it does not have what the templates need.</summary>
    internal StubAnswer Answer(int status, TemplateValues values, Filled make)
    {
        try
        {
            var filled = new List<KeyValuePair<string, string>>(headers.Count);
            for (var i = 0; i < headers.Count; i++) filled.Add(new(headers[i].Key, Header(i, values)));
            var bytes = json?.Fill(values) ?? (text is null ? default : Encoding.UTF8.GetBytes(body?.Fill(values, isJson) ?? text));
            return make(status, filled, bytes, events?.Fill(values));
        }
        catch (TemplateException cannot)
        {
            var answer = ErrorAnswer.Of(500, cannot.Message, [], null);
            answer.Problem = cannot.Message;
            return answer;
        }
    }

    string Header(int index, TemplateValues values)
    {
        var (name, value) = headers[index];
        if (headerTemplates[index] is not { } template) return value;
        var filled = template.Fill(values, inJson: false);
        return HeaderSyntax.IsValue(filled) ? filled : throw new TemplateException($"The value for the header {name} has a line break, which no header may have.");
    }

    static bool IsJson(string contentType)
    {
        var type = contentType.AsSpan(0, contentType.IndexOf(';', StringComparison.Ordinal) is var end and >= 0 ? end : contentType.Length).Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }
}
