namespace Runner.Plugins.Http;

/// <summary>What to do about one request.</summary>
sealed record StubAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    internal TimeSpan Delay { get; init; }

    internal StubFailure Failure { get; init; }
}
