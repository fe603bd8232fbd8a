namespace Runner.Plugins.Http;

/// <summary>What came is no request that a server can answer: 400, or another status that says it better.</summary>
sealed class BadRequestException(int status, string message) : Exception(message)
{
    internal int Status { get; } = status;
}
