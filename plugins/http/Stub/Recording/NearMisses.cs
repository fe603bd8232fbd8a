namespace Runner.Plugins.Http;

/// <summary>What came instead of the requests that somebody waits for.</summary>
static class NearMisses
{
    const int Shown = 5;

    internal static string Of(IReadOnlyList<ReceivedRequest> others) => others.Count switch
    {
        0 => "nothing else came",
        <= Shown => $"what came is {List(others)}",
        _ => $"what came last is {List(others.Skip(others.Count - Shown))}",
    };

    static string List(IEnumerable<ReceivedRequest> requests) => string.Join(", ", requests.Select(request => request.ToString()));
}
