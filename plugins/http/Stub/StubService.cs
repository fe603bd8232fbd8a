namespace Runner.Plugins.Http;

/// <summary>What all connections of a stub server share.</summary>
sealed class StubService(RouteTable routes, RequestLog requests, StubTlsLayer? tls, StubOptions options)
{
    long connections;

    internal RouteTable Routes => routes;

    internal RequestLog Requests => requests;

    internal StubTlsLayer? Tls => tls;

    internal StubOptions Options => options;

    /// <summary>What comes before a path in a URL of this server.</summary>
    internal string Origin { get; set; } = "";

    /// <summary>How many bytes of a body somebody has a use for.</summary>
    internal int KeptBody { get; } = Math.Max(requests.Limit > 0 ? options.RecordBody : 0, routes.NeededBody);

    internal long NextConnection() => Interlocked.Increment(ref connections);

    internal void Log(string line) => options.Log?.Invoke(line);
}
