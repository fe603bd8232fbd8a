namespace Runner.Plugins.Http;

/// <summary>Finds what to answer: the first route that matches.</summary>
sealed class RouteTable(IReadOnlyList<StubRoute> routes, StubOptions options)
{
    readonly RouteSequence[] sequences = [.. routes.Select(route => new RouteSequence(route, options))];

    /// <summary>How many bytes of a body the answers need.</summary>
    internal int NeededBody { get; } = routes.Any(route => route.Template) ? TemplateValues.LargestBody : 0;

    /// <summary>Finds a route and takes its turn.</summary>
    internal StubAnswer Answer(StubRequest request)
    {
        List<string>? allowed = null;
        var unfit = false;
        foreach (var sequence in sequences)
        {
            if (!sequence.Pattern.Matches(request.EscapedPath, out var values)) continue;
            if (!sequence.MatchesMethod(request.Method)) (allowed ??= []).Add(sequence.Method!);
            else if (!sequence.Fits(request)) unfit = true;
            else return sequence.Next(request, values);
        }
        if (unfit) return Refuse(404, $"No route matches {request.Method} {request.Path}: the query or the headers are not what its routes want.");
        return allowed is null
            ? Refuse(404, $"No route matches {request.Method} {request.Path}.")
            : Refuse(405, $"{request.Path} does not take {request.Method}.", new KeyValuePair<string, string>("Allow", string.Join(", ", allowed.Distinct())));
    }

    StubAnswer Refuse(int status, string message, params KeyValuePair<string, string>[] headers) =>
        ErrorAnswer.Of(status, message, headers, sequences);
}
