namespace Runner.Plugins.Http;

/// <summary>What to do about one request.</summary>
sealed record StubAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whose answer it is; null for one that no route gave.</summary>
    internal RouteSequence? Route { get; set; }

    /// <summary>The values of the route's parameters.</summary>
    internal string[] Parameters { get; set; } = [];

    internal TimeSpan Delay { get; set; }

    internal StubFailure Failure { get; set; }

    /// <summary>The request that it answers, as it is kept.</summary>
    internal ReceivedRequest? Received { get; set; }

    /// <summary>Why the answer is not the one that the route would have given.</summary>
    internal string? Problem { get; set; }

    internal FileAnswer? File { get; init; }

    internal EventStreamAnswer? Events { get; init; }

    internal StubDrip? Drip { get; init; }

    internal bool Chunked { get; init; }

    /// <summary>The route, when it speaks WebSocket.</summary>
    internal StubRoute? WebSocket { get; init; }
}
