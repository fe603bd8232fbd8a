using System.Runtime.ExceptionServices;

namespace Runner.Plugins.Ssh.Sync;

/// <summary>Work of which so many pieces are under way at once. The first that fails ends the others, and is what is thrown.</summary>
sealed class ParallelWork(int most, CancellationToken cancel) : IDisposable
{
    readonly SemaphoreSlim free = new(most, most);
    readonly CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancel);
    ExceptionDispatchInfo? failure;

    /// <summary>Ends when a piece failed, or the caller gives up.</summary>
    internal CancellationToken Token => ending.Token;

    /// <summary>Starts a piece when there is room for it.</summary>
    internal async ValueTask StartAsync(Func<CancellationToken, Task> piece)
    {
        await free.WaitAsync(Token).ConfigureAwait(false);
        _ = Task.Run(() => RunAsync(piece), CancellationToken.None);
    }

    /// <summary>Remembers why the whole fails.</summary>
    internal void Fail(Exception cause)
    {
        if (Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(cause), null) is null) ending.Cancel();
    }

    /// <summary>Waits for all that was started, which cleans up after itself, and throws what failed first.</summary>
    internal async Task EndAsync()
    {
        for (var left = most; left > 0; left--) await free.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        failure?.Throw();
    }

    public void Dispose()
    {
        free.Dispose();
        ending.Dispose();
    }

    async Task RunAsync(Func<CancellationToken, Task> piece)
    {
        try
        {
            await piece(Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Thrown by EndAsync.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            Fail(cause);
        }
        finally
        {
            free.Release();
        }
    }
}
