using Runner.Engine.Events;
using Runner.Workflows.Types;

namespace Runner.Engine;

/// <summary>
/// What can end a part of a run early, and why it did: the wish of whoever started it, a limit of time, another item
/// that failed. Each part has one within that of the part around it.
/// </summary>
sealed class Ending : IDisposable
{
    /// <summary>How long what runs after an early end (<c>if: always()</c>, <c>finally</c>) may take, all together.</summary>
    public static readonly TimeSpan CleanupLimit = TimeSpan.FromSeconds(30);

    readonly Ending? outer;
    readonly CancellationTokenSource? source;
    ErrorInfo? reason;
    ITimer? timer;
    CancellationTokenRegistration registration;

    // Cancelled when nothing at all shall go on, cleaning up neither.
    readonly CancellationToken suspended;

    Ending(ErrorInfo reason, CancellationToken token, CancellationToken suspended)
    {
        Token = token;
        this.suspended = suspended;
        this.reason = reason;
    }

    Ending(Ending? outer, CancellationTokenSource source)
    {
        this.outer = outer;
        suspended = outer?.suspended ?? default;
        this.source = source;
        Token = source.Token;
    }

    /// <summary>Cancelled when the part shall end.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether the part shall end.</summary>
    public bool IsRequested => Token.IsCancellationRequested;

    /// <summary>Whether it ends for a reason of its own, not because of what is around it.</summary>
    public bool IsOwn => source is not null && reason is not null;

    /// <summary>Why it ends.</summary>
    public ErrorInfo Why => reason ?? outer?.Why ?? new("cancelled", "it was cancelled");

    /// <summary>The outermost: ended from outside the run.</summary>
    /// <param name="why">What that means.</param>
    /// <param name="token">Ends it.</param>
    /// <param name="suspended">Ends what goes on then as well: the run stops here without an end.</param>
    public static Ending Of(ErrorInfo why, CancellationToken token, CancellationToken suspended = default) => new(why, token, suspended);

    /// <summary>A part that can be ended by itself.</summary>
    public Ending Part() => new(this, CancellationTokenSource.CreateLinkedTokenSource(Token));

    /// <summary>A part that may last only so long.</summary>
    public Ending Within(TimeSpan limit, ErrorInfo why, TimeProvider time)
    {
        var part = Part();
        part.timer = time.CreateTimer(_ => part.End(why), null, limit, Timeout.InfiniteTimeSpan);
        return part;
    }

    /// <summary>A part that goes on when this one ends, but only for <see cref="CleanupLimit"/>.</summary>
    public Ending Grace(TimeProvider time)
    {
        var why = new ErrorInfo("timeout", $"cleaning up took longer than {DurationText.Format(CleanupLimit)}");
        var part = new Ending(this, suspended.CanBeCanceled ? CancellationTokenSource.CreateLinkedTokenSource(suspended) : new CancellationTokenSource());
        part.registration = Token.Register(() => part.timer = time.CreateTimer(_ => part.End(why), null, CleanupLimit, Timeout.InfiniteTimeSpan));
        return part;
    }

    /// <summary>Ends the part; the first reason counts.</summary>
    public void End(ErrorInfo why)
    {
        if (Interlocked.CompareExchange(ref reason, why, null) is not null) return;
        try
        {
            source!.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself at the same moment.
        }
    }

    /// <summary>Stops the clock.</summary>
    public void Dispose()
    {
        registration.Dispose();
        timer?.Dispose();
        source?.Dispose();
    }
}
