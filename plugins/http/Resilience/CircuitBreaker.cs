using System.ComponentModel.DataAnnotations;

namespace Runner.Plugins.Http;

/// <summary>
/// When to leave a target (scheme, host and port) alone for a while. A failure is: no answer, an answer with 408 or 5xx, or a
/// request that was given up on before its answer, as a step's timeout does.
/// </summary>
public sealed record CircuitBreaker
{
    /// <summary>After how many failures within <c>window</c> the circuit opens: from 1 to 100,000.</summary>
    [Range(1, 100_000)]
    public int Failures { get; init; } = 5;

    /// <summary>For how long a failure counts.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// For how long nothing is sent. Then one request tries: when it succeeds all go on, otherwise the time starts anew.
    /// </summary>
    public TimeSpan OpenFor { get; init; } = TimeSpan.FromSeconds(30);
}
