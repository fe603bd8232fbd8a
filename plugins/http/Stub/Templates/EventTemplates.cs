using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>The events of a route, with templates in their data.</summary>
sealed class EventTemplates
{
    readonly StubRoute route;
    readonly JsonTemplate[] data;

    internal EventTemplates(StubRoute route, RoutePattern pattern, Func<string, string, Exception> wrong)
    {
        this.route = route;
        data = [.. route.Events!.Select(each => new JsonTemplate(each.Data ?? default, pattern, wrong))];
    }

    internal EventStreamAnswer Fill(TemplateValues values)
    {
        var filled = route.Events!.Select((each, i) => each.Data is null ? each : each with { Data = JsonElement.Parse(data[i].Fill(values).Span) });
        return new([.. filled], route.Interval, (problem, _) => new TemplateException($"An event {problem}."));
    }
}
