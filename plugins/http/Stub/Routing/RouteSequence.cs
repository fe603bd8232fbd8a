using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A route, checked, and how often it was asked.</summary>
sealed class RouteSequence
{
    readonly StubRoute route;
    readonly RouteContent content;
    readonly TimeProvider time;
    int asked;

    /// <exception cref="ActionInputException">The route cannot work.</exception>
    internal RouteSequence(StubRoute route, StubOptions options)
    {
        this.route = route;
        time = options.Time;
        Method = route.Method?.ToUpperInvariant();
        Pattern = RoutePattern.Parse(route.Path, Wrong);
        RouteRules.Check(route, Wrong);
        content = new RouteContent(route, Pattern, options, Wrong);
    }

    internal RoutePattern Pattern { get; }

    /// <summary>The method, in upper case; null for any.</summary>
    internal string? Method { get; }

    internal bool MatchesMethod(string method) =>
        Method is null || Method.Equals(method, StringComparison.OrdinalIgnoreCase) || (method == "HEAD" && Method == "GET");

    internal bool Fits(StubRequest request) => route.Match is null || RouteConditions.Fit(route.Match, request);

    /// <summary>The answer to a request; the request takes its turn.</summary>
    internal StubAnswer Next(StubRequest request, string[] values)
    {
        var turn = Interlocked.Increment(ref asked) - 1;
        var answer = content.Answer(At(route.Status, turn, 200), new(request, Pattern.Names, values, turn + 1, time));
        answer.Route = this;
        answer.Parameters = values;
        answer.Delay = At(route.Delay, turn, TimeSpan.Zero);
        if (route.Jitter > TimeSpan.Zero) answer.Delay += route.Jitter * Random.Shared.NextDouble();
        answer.Failure = At(route.Fail, turn, StubFailure.None);
        return answer;
    }

    public override string ToString() => $"{Method ?? "ANY"} {Pattern}";

    // A wrapped counter after two billion requests is still "the sequence has ended".
    static T At<T>(IReadOnlyList<T>? sequence, int turn, T otherwise) =>
        sequence is { Count: > 0 } ? sequence[turn < 0 ? sequence.Count - 1 : Math.Min(turn, sequence.Count - 1)] : otherwise;

    ActionInputException Wrong(string problem, string right) => new("routes", $"The route `{route.Path}` {problem}: {right}.");
}
