using System.ComponentModel.DataAnnotations;

namespace Runner.Plugins.WebSockets;

/// <summary>Whether and how a lost connection is opened again.</summary>
/// <remarks>
/// It is opened again when it was lost without a close frame, and when the peer closed it with a code that says it will be back:
/// 1001, 1011, 1012, 1013, 1014. What either side said meanwhile is lost: no protocol below tells of it.
/// </remarks>
public sealed record WebSocketReconnect
{
    /// <summary>How often it is tried after each loss, before the connection counts as closed.</summary>
    [Range(1, int.MaxValue)]
    public int Attempts { get; init; } = 5;

    /// <summary>The wait before the first try.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How waits grow from try to try. Each is shortened by up to half, at random, so that a crowd does not return at once.</summary>
    public WebSocketBackoff Backoff { get; init; } = WebSocketBackoff.Exponential;

    /// <summary>The wait before a try, counted from 1.</summary>
    /// <param name="attempt">Which try.</param>
    /// <param name="random">From 0 to 1.</param>
    internal TimeSpan Before(int attempt, double random)
    {
        var grown = Backoff switch
        {
            WebSocketBackoff.Constant => Delay.TotalMilliseconds,
            WebSocketBackoff.Linear => Delay.TotalMilliseconds * attempt,
            _ => Delay.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 40)),
        };
        return TimeSpan.FromMilliseconds(Math.Min(grown, MaxDelay.TotalMilliseconds) * (1 - random / 2));
    }
}

/// <summary>How waits grow.</summary>
public enum WebSocketBackoff
{
    /// <summary>Not at all.</summary>
    Constant,

    /// <summary>By the first wait each time.</summary>
    Linear,

    /// <summary>To twice the one before.</summary>
    Exponential,
}
