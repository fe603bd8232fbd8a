namespace Runner.Sdk;

/// <summary>A limit of time on waiting for a peer, told apart from a caller who gave up.</summary>
/// <example><code>
/// using var limit = new TimeLimit(wait, context.Time, cancel);
/// try
/// {
///     await stream.ReadAsync(buffer, limit.Token);
/// }
/// catch (OperationCanceledException cause) when (limit.IsOver)
/// {
///     throw new NetworkTimeoutException(peer, $"{peer} did not answer within {Words.Duration(wait)}.", cause);
/// }
/// </code></example>
public sealed class TimeLimit : IDisposable
{
    /// <summary>The longest that an input may ask for, which is what every timer can count: a little more than 24 days.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(int.MaxValue);

    readonly CancellationTokenSource over;
    readonly CancellationTokenSource both;
    readonly CancellationToken cancel;
    readonly TimeProvider time;
    readonly long started;
    readonly TimeSpan length;

    /// <summary>Starts to count.</summary>
    /// <param name="length">How long, at most <see cref="Longest"/>.</param>
    /// <param name="time">The clock that counts.</param>
    /// <param name="cancel">The caller's giving up.</param>
    public TimeLimit(TimeSpan length, TimeProvider time, CancellationToken cancel)
    {
        (this.length, this.time, this.cancel, started) = (length, time, cancel, time.GetTimestamp());
        over = new CancellationTokenSource(length, time);
        both = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancel);
    }

    /// <summary>Ends what waits, when time is up or the caller gives up.</summary>
    public CancellationToken Token => both.Token;

    /// <summary>Whether time is up, as against the caller having given up.</summary>
    public bool IsOver => over.IsCancellationRequested && !cancel.IsCancellationRequested;

    /// <summary>A length of time as an input gives it, checked.</summary>
    /// <param name="length">The input's value.</param>
    /// <param name="input">The input's name, for the message.</param>
    /// <param name="orZero">Whether no time at all has a meaning.</param>
    /// <exception cref="ActionInputException">It is zero, negative or longer than <see cref="Longest"/>.</exception>
    public static TimeSpan Checked(TimeSpan length, string input, bool orZero = false) =>
        length <= Longest && (orZero ? length >= TimeSpan.Zero : length > TimeSpan.Zero)
            ? length
            : throw new ActionInputException(input, $"`{input}` is out of range: give a duration such as 10s, up to 24 days.");

    /// <summary>Time is up after this much more, but never later than it was to be.</summary>
    public void EndWithin(TimeSpan more)
    {
        var left = length - time.GetElapsedTime(started);
        over.CancelAfter(left < more ? (left > TimeSpan.Zero ? left : TimeSpan.Zero) : more);
    }

    /// <summary>Stops to count.</summary>
    public void Dispose()
    {
        both.Dispose();
        over.Dispose();
    }
}
