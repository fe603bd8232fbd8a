using System.Globalization;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A target's circuit breaker: closed, open, or open with one request that tries whether the target is back.</summary>
sealed class Circuit(CircuitBreaker breaker, string target, TimeProvider time)
{
    readonly Lock gate = new();
    readonly Queue<long> failures = new();
    long? openedAt;
    DateTimeOffset since;
    bool trying;

    internal bool IsIdle
    {
        get
        {
            lock (gate)
            {
                Forget();
                return openedAt is null && failures.Count == 0;
            }
        }
    }

    /// <summary>Lets a request through, or not. True for the one that tries whether the target is back.</summary>
    /// <exception cref="ConnectionFailedException">The circuit is open.</exception>
    internal bool Enter(string url)
    {
        lock (gate)
        {
            if (openedAt is not { } opened) return false;
            var left = breaker.OpenFor - time.GetElapsedTime(opened);
            if (left > TimeSpan.Zero || trying) throw Open(url, left);
            return trying = true;
        }
    }

    /// <summary>Told how a request that was let through went: null when it says nothing about the target.</summary>
    internal void Leave(bool tried, bool? succeeded)
    {
        lock (gate)
        {
            if (tried)
            {
                trying = false;
                if (succeeded is true)
                {
                    openedAt = null;
                    failures.Clear();
                }
                else if (succeeded is false) Open();
                return;
            }
            if (succeeded is not false || openedAt is not null) return; // sent before it opened: not news
            Forget();
            failures.Enqueue(time.GetTimestamp());
            if (failures.Count >= breaker.Failures) Open();
        }
    }

    void Open()
    {
        openedAt = time.GetTimestamp();
        since = time.GetUtcNow();
    }

    void Forget()
    {
        while (failures.TryPeek(out var oldest) && time.GetElapsedTime(oldest) > breaker.Window) failures.Dequeue();
    }

    ConnectionFailedException Open(string url, TimeSpan left)
    {
        var until = left > TimeSpan.Zero ? $"until {Clock(since + breaker.OpenFor)}" : "while one request tries whether it is back";
        return new(
            url, $"Not sent: the circuit to {target} is open since {Clock(since)} after {Words.Count(breaker.Failures, "failure")} within {Words.Duration(breaker.Window)}, {until}.")
        {
            RetryAfter = left > TimeSpan.Zero ? left : null,
            Help = "The failures before this one say what is wrong with the target; circuit-breaker says when to stop asking it.",
        };
    }

    static string Clock(DateTimeOffset date) => date.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
