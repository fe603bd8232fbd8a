namespace Runner.Plugins.Http;

/// <summary>A request that a stub server got. Its body has been read and dropped.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path, decoded, without the query.</param>
/// <param name="Target">The request target as it came.</param>
/// <param name="KeepAlive">Whether the connection may serve another request.</param>
sealed record StubRequest(string Method, string Path, string Target, bool KeepAlive);

/// <summary>What came is no request that a server can answer: 400, or another status that says it better.</summary>
sealed class BadRequestException(int status, string message) : Exception(message)
{
    internal int Status { get; } = status;
}
