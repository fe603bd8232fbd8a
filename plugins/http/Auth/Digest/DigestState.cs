using System.Security.Cryptography;

namespace Runner.Plugins.Http;

/// <summary>Where a challenge holds: a server, for one user.</summary>
readonly record struct DigestSpace(string Origin, string Username, string Password);

/// <summary>A challenge in use, and how often it was answered.</summary>
sealed class DigestState(DigestChallenge challenge)
{
    int count;

    internal DigestChallenge Challenge { get; } = challenge;

    /// <summary>One for the challenge's lifetime, so that a session's key (<c>-sess</c>) stays the same however the server computes it.</summary>
    internal string ClientNonce { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The next count, from 1: a server refuses one that it has seen.</summary>
    internal int Count() => Interlocked.Increment(ref count);
}
