using System.Collections.Concurrent;

namespace Runner.Plugins.Http;

/// <summary>What credentials remember from one call to the next, for the whole process.</summary>
sealed class AuthMemory
{
    /// <summary>The challenges of servers that ask for a digest.</summary>
    internal ConcurrentDictionary<DigestSpace, DigestState> Digests { get; } = new();

    /// <summary>The tokens that token endpoints gave, by all that was asked with.</summary>
    internal ConcurrentDictionary<string, TokenSource> Tokens { get; } = new(StringComparer.Ordinal);
}
