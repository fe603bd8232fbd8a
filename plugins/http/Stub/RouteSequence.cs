using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A route, checked, and how often it was asked.</summary>
sealed class RouteSequence
{
    readonly StubRoute route;
    readonly string prefix;
    readonly List<KeyValuePair<string, string>> headers = [];
    readonly ReadOnlyMemory<byte> body;
    int asked;

    /// <exception cref="ActionInputException">The route cannot work.</exception>
    internal RouteSequence(StubRoute route)
    {
        this.route = route;
        var star = route.Path.IndexOf('*', StringComparison.Ordinal);
        if (!route.Path.StartsWith('/')) throw Wrong("does not start with a slash", $"write /{route.Path}");
        if (star >= 0 && (star != route.Path.Length - 1 || route.Path[star - 1] != '/'))
            throw Wrong("has a star inside", "only /* at the end stands for all below");
        if (route.Path.AsSpan().IndexOfAny('?', '#') >= 0) throw Wrong("has a query", "routes are chosen by their path alone");
        if (route.Status.Count == 0) throw Wrong("has an empty status", "give at least one");
        foreach (var status in route.Status)
        {
            if (status is < 200 or > 599) throw Wrong($"has the status {status}", "give one from 200 to 599");
        }
        foreach (var delay in route.Delay ?? [])
        {
            if (delay < TimeSpan.Zero || delay > ConnectionPool.LongestTimeout)
                throw Wrong("has a delay out of range", "give a duration such as 20ms, up to 24 days");
        }
        if (route.Json is not null && route.Body is not null) throw Wrong("has json and body", "give one of them");

        prefix = star < 0 ? "" : route.Path[..star];
        var content = route.Json is { } json ? HttpBody.FromJson(json) : route.Body is { } text ? HttpBody.FromText(text) : null;
        body = content?.Bytes ?? default;
        foreach (var (name, value) in route.Headers ?? new Dictionary<string, string>())
        {
            if (!HeaderSyntax.IsName(name) || !HeaderSyntax.IsValue(value))
                throw Wrong($"has the header {Words.Quote(name)}", "a name has letters, digits and dashes, a value is one line");
            if (HeaderSyntax.FollowsFromBody(name)) throw Wrong($"has the header {name}", "leave it out, it follows from the body");
            headers.Add(new(name, value));
        }
        if (content is not null && !headers.Exists(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
            headers.Add(new("Content-Type", content.ContentType));
    }

    internal string? Method => route.Method;

    internal bool MatchesPath(string path) =>
        prefix.Length > 0 ? path.StartsWith(prefix, StringComparison.Ordinal) : path == route.Path;

    internal bool MatchesMethod(string method) =>
        route.Method is null || route.Method.Equals(method, StringComparison.OrdinalIgnoreCase)
        || (method == "HEAD" && route.Method.Equals("GET", StringComparison.OrdinalIgnoreCase));

    internal StubAnswer Next()
    {
        var turn = Interlocked.Increment(ref asked) - 1;
        return new(At(route.Status, turn, 200), headers, body)
        {
            Delay = At(route.Delay, turn, TimeSpan.Zero),
            Failure = At(route.Fail, turn, StubFailure.None),
        };
    }

    public override string ToString() => $"{route.Method?.ToUpperInvariant() ?? "ANY"} {route.Path}";

    // A wrapped counter after two billion requests is still "the sequence has ended".
    static T At<T>(IReadOnlyList<T>? sequence, int turn, T otherwise) =>
        sequence is { Count: > 0 } ? sequence[turn < 0 ? sequence.Count - 1 : Math.Min(turn, sequence.Count - 1)] : otherwise;

    ActionInputException Wrong(string problem, string right) => new("routes", $"The route `{route.Path}` {problem}: {right}.");
}
