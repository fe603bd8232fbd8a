using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>What in a route cannot work, told before the server starts.</summary>
static class RouteRules
{
    internal static void Check(StubRoute route, Func<string, string, Exception> wrong)
    {
        if (route.Method is { } method && !HeaderSyntax.IsName(method)) throw wrong($"has the method {Words.Quote(method)}", "write one such as GET, or leave it out for any");
        if (route.Status.Count == 0) throw wrong("has an empty status", "give at least one");
        foreach (var status in route.Status)
        {
            if (status is < 200 or > 599) throw wrong($"has the status {status}", "give one from 200 to 599");
        }
        foreach (var delay in route.Delay ?? []) Duration("a delay", delay, wrong);
        Duration("a jitter", route.Jitter, wrong);
        Duration("an interval", route.Interval, wrong);
        if (route.Drip is { } drip)
        {
            if (drip.Bytes <= 0) throw wrong($"has a drip of {drip.Bytes} bytes", "give at least 1");
            Duration("a drip", drip.Every, wrong);
        }
        if (route.Interval > TimeSpan.Zero && route.Events is null) throw wrong("has an interval", "it is the time between two events, which this route has none of");
        CheckBody(route, wrong);
        CheckWebSocket(route, wrong);
    }

    static void CheckBody(StubRoute route, Func<string, string, Exception> wrong)
    {
        string?[] bodies =
        [
            route.Json is null ? null : "json", route.Body is null ? null : "body",
            route.File is null ? null : "file", route.Events is null ? null : "events",
        ];
        var given = Array.FindAll(bodies, body => body is not null);
        if (given.Length > 1) throw wrong($"has {string.Join(" and ", given)}", "give one of them");
        if (route.Websocket is not StubWebSocket.None && given.Length > 0) throw wrong($"has {given[0]} and websocket", "give one of them");
    }

    static void CheckWebSocket(StubRoute route, Func<string, string, Exception> wrong)
    {
        if (route.Websocket is StubWebSocket.None)
        {
            if (route.Messages is not null || route.Subprotocols is not null || route.Close is not null)
                throw wrong("has messages, subprotocols or close", "these are for a route with websocket: echo or websocket: listen");
            return;
        }
        if (route.Method is { } method && !method.Equals("GET", StringComparison.OrdinalIgnoreCase)) throw wrong($"has websocket and the method {method}", "a WebSocket opens with GET");
        if (route.Close is { } code && !IsCloseCode(code)) throw wrong($"has the close code {code}", "give 1000 to 1014 without 1004 to 1006, or 3000 to 4999");
        foreach (var protocol in route.Subprotocols ?? [])
        {
            if (!HeaderSyntax.IsName(protocol)) throw wrong($"has the subprotocol {Words.Quote(protocol)}", "a name has letters, digits, dashes and dots");
        }
    }

    /// <summary>Whether an endpoint may send the code (RFC 6455, section 7.4).</summary>
    static bool IsCloseCode(int code) => code is (>= 1000 and <= 1014 and not (>= 1004 and <= 1006)) or (>= 3000 and <= 4999);

    static void Duration(string what, TimeSpan time, Func<string, string, Exception> wrong)
    {
        if (time < TimeSpan.Zero || time > TimeLimit.Longest) throw wrong($"has {what} out of range", "give a duration such as 20ms, up to 24 days");
    }
}
