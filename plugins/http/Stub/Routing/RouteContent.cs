using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The headers and the body that a route answers with, made ready as far as they do not depend on the request.</summary>
sealed class RouteContent
{
    readonly List<KeyValuePair<string, string>> headers = [];
    readonly StubRoute route;
    readonly ReadOnlyMemory<byte> body;
    readonly FileAnswer? file;
    readonly EventStreamAnswer? events;
    readonly AnswerTemplates? templates;

    internal RouteContent(StubRoute route, RoutePattern pattern, StubOptions options, Func<string, string, Exception> wrong)
    {
        this.route = route;
        foreach (var (name, value) in route.Headers ?? new Dictionary<string, string>())
        {
            if (!HeaderSyntax.IsName(name) || !HeaderSyntax.IsValue(value))
                throw wrong($"has the header {Words.Quote(name)}", "a name has letters, digits and dashes, a value is one line");
            if (HeaderSyntax.FollowsFromBody(name)) throw wrong($"has the header {name}", "leave it out, it follows from the body");
            headers.Add(new(name, value));
        }
        if (route.Json is { } json) body = Typed(HttpBody.FromJson(json));
        else if (route.Body is { } text) body = Typed(HttpBody.FromText(text));
        else if (route.File is { } path)
        {
            file = FileAnswer.At(Path.GetFullPath(path, options.BaseDirectory), path, wrong);
            Type(file.ContentType);
        }
        else if (route.Events is { } list)
        {
            events = new EventStreamAnswer(list, route.Interval, wrong);
            Type("text/event-stream");
            if (!Has("Cache-Control")) headers.Add(new("Cache-Control", "no-store"));
        }
        if (route.Template) templates = new AnswerTemplates(route, headers, pattern, wrong);
    }

    /// <summary>The answer to one request.</summary>
    internal StubAnswer Answer(int status, TemplateValues values)
    {
        if (file is { Exists: false })
        {
            var gone = $"The file {Words.Quote(route.File!)} is gone.";
            var answer = ErrorAnswer.Of(500, gone, [], null);
            answer.Problem = gone;
            return answer;
        }
        if (templates is not null) return templates.Answer(status, values, Answer);
        return Answer(status, headers, body, events);
    }

    StubAnswer Answer(int status, IReadOnlyList<KeyValuePair<string, string>> filledHeaders, ReadOnlyMemory<byte> filledBody, EventStreamAnswer? filledEvents) =>
        new(status, filledHeaders, filledBody)
        {
            File = file,
            Events = filledEvents,
            Drip = route.Drip,
            Chunked = route.Chunked,
            WebSocket = route.Websocket is StubWebSocket.None ? null : route,
        };

    ReadOnlyMemory<byte> Typed(HttpBody content)
    {
        Type(content.ContentType);
        return content.Bytes;
    }

    void Type(string contentType)
    {
        if (!Has("Content-Type")) headers.Add(new("Content-Type", contentType));
    }

    bool Has(string name) => headers.Exists(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
}
