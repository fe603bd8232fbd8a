using System.ComponentModel.DataAnnotations;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Tells which requests a stub server of http.serve got, and waits for them when they are still to come.</summary>
[Action("http.received", Idempotent = true)]
public sealed record HttpReceived : IAction<HttpReceipts>
{
    /// <summary>The step that started the server.</summary>
    public required StubServer Connection { get; init; }

    /// <summary>Only requests with this path: exact, or a pattern as routes have it, such as <c>/users/{id}</c>.</summary>
    [StartsWith("/")]
    public string? Path { get; init; }

    /// <summary>Only requests with this method.</summary>
    public string? Method { get; init; }

    /// <summary>Only requests that this route answered: its path, as http.serve has it.</summary>
    public string? Route { get; init; }

    /// <summary>How many requests to wait for at least; when absent, the step tells what has come and does not wait.</summary>
    [Range(0, int.MaxValue)]
    public int Count { get; init; }

    /// <summary>How long to wait for them. When they have not come by then, the step fails with a timeout.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async ValueTask<HttpReceipts> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (Count < 0) throw new ActionInputException("count", "`count` is negative: give a number of requests, or 0 not to wait.");
        if (Count > Connection.Record) throw new ActionInputException("count", $"`count` is {Count}, and the server keeps the last {Connection.Record}: raise its `record`.");
        TimeLimit.Checked(Wait, "wait", orZero: true);
        var pattern = Path is null ? null
            : RoutePattern.Parse(Path, (problem, right) => new ActionInputException("path", $"`path` {Words.Quote(Path)} {problem}: {right}."));

        var requests = await Connection.WaitForAsync(Count, Wait, Fits, cancel).ConfigureAwait(false);
        return new(requests, requests.Count, Connection.Total);

        bool Fits(ReceivedRequest request) =>
            (pattern is null || pattern.Matches(request.EscapedPath, out _))
            && (Method is null || Method.Equals(request.Method, StringComparison.OrdinalIgnoreCase))
            && (Route is null || Route == request.Route);
    }
}

/// <summary>Requests that a stub server got.</summary>
/// <param name="Requests">The requests that match, the oldest first, of those that the server keeps.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Total">How many requests the server got in all, kept or not, whatever they match.</param>
public sealed record HttpReceipts(IReadOnlyList<ReceivedRequest> Requests, int Count, long Total)
{
    /// <summary>The last of them; null when there is none.</summary>
    public ReceivedRequest? Last => Requests.Count > 0 ? Requests[^1] : null;
}
