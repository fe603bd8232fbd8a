using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace Runner.Plugins.Scan.Services;

/// <summary>What a peer has said.</summary>
/// <param name="Text">The bytes, one a character.</param>
/// <param name="HasEnded">Whether it closed or reset the connection.</param>
readonly record struct Answer(string Text, bool HasEnded);

/// <summary>A connection to a peer that may do anything: whatever it does ends in an answer, within bounds of time and bytes.</summary>
sealed class Conversation(Stream stream) : IAsyncDisposable
{
    /// <summary>How long a peer that has begun may pause, before it is taken to have said all: while what it said is not understood, and when it is.</summary>
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(600), ShortPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Sends; whether the peer took it.</summary>
    internal async ValueTask<bool> TrySendAsync(byte[] bytes, TimeSpan within, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(within);
        try
        {
            await stream.WriteAsync(bytes, limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (IsPeers(failure) || (failure is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            return false;
        }
    }

    /// <summary>Listens.</summary>
    /// <param name="wait">For the first byte.</param>
    /// <param name="most">How many bytes are taken.</param>
    /// <param name="judge">Told what there is so far; how much is to be waited for.</param>
    /// <param name="cancel">Gives up.</param>
    internal async ValueTask<Answer> ListenAsync(TimeSpan wait, int most, Func<string, Listening> judge, CancellationToken cancel)
    {
        var text = "";
        var started = Stopwatch.GetTimestamp();
        var longest = wait + TimeSpan.FromSeconds(3); // a peer that drips is not listened to for ever
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            for (var next = wait; text.Length < most;)
            {
                var left = longest - Stopwatch.GetElapsedTime(started);
                if (left <= TimeSpan.Zero) break;
                limit.CancelAfter(next < left ? next : left);
                var count = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, most - text.Length)), limit.Token).ConfigureAwait(false);
                if (count == 0) return new(text, true);
                text += Encoding.Latin1.GetString(buffer, 0, count);
                var listening = judge(text);
                if (listening == Listening.Enough) break;
                next = listening switch { Listening.ForMore => wait, Listening.ForALittle => ShortPause, _ => Pause };
            }
            return new(text, false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(text, false);
        }
        catch (Exception failure) when (IsPeers(failure))
        {
            return new(text, true);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Whether a failure is what a peer may cause.</summary>
    internal static bool IsPeers(Exception failure) => failure is IOException or SocketException or AuthenticationException or ObjectDisposedException or InvalidOperationException;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (IsPeers(failure))
        {
            // A peer that is gone already need not be told.
        }
    }
}

/// <summary>How much more of an answer is waited for.</summary>
enum Listening
{
    /// <summary>None.</summary>
    Enough,

    /// <summary>What comes at once: the peer is known, and may tell more.</summary>
    ForALittle,

    /// <summary>What comes soon.</summary>
    ForAWhile,

    /// <summary>What the peer has promised, as long as a first byte is waited for.</summary>
    ForMore,
}
