namespace Runner.Sdk;

/// <summary>
/// The base of every failure that the network or a peer causes, so that retries, reports and scripts treat every
/// protocol alike.
/// </summary>
public abstract class NetworkException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="target">Whom it happened with: a URL, a <c>host:port</c>. Without credentials.</param>
    /// <param name="message">What happened, for people, naming the target.</param>
    /// <param name="inner">What caused it.</param>
    protected NetworkException(ErrorKind kind, string target, string message, Exception? inner) : base(message, inner)
    {
        Kind = kind;
        Target = target;
    }

    /// <summary>What went wrong.</summary>
    public ErrorKind Kind { get; }

    /// <summary>Whom it happened with.</summary>
    public string Target { get; }

    /// <summary>The protocol's status, where it has one: an HTTP status, an exit code, a close code.</summary>
    public int? Status { get; init; }

    /// <summary>Whether the same attempt may succeed later. Retries skip what cannot change.</summary>
    public bool IsTransient { get; init; }

    /// <summary>How long the peer asked to wait before another attempt.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the user can do about it, if there is something to say.</summary>
    public string? Help { get; init; }
}
