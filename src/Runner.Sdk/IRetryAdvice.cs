namespace Runner.Sdk;

/// <summary>
/// What a result has to say about trying again. A result type implements it when the peer can ask for a retry
/// inside a regular answer, as HTTP does with 429 and <c>Retry-After</c> (RFC 9110, section 10.2.3).
/// </summary>
public interface IRetryAdvice
{
    /// <summary>The kind of failure that the answer stands for, matched against <c>retry.on</c>; null when it is a normal answer.</summary>
    ErrorKind? RetryKind { get; }

    /// <summary>How long the peer asked to wait; null when it did not say.</summary>
    TimeSpan? RetryAfter { get; }
}
