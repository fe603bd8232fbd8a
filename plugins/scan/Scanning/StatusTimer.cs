namespace Runner.Plugins.Scan.Scanning;

/// <summary>Tells several times a second how far a scan has come, until it is disposed of.</summary>
sealed class StatusTimer : IAsyncDisposable
{
    static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);

    readonly CancellationTokenSource stop = new();
    readonly Task telling;

    internal StatusTimer(ScanRun run, Action<ScanStatus> tell) => telling = TellAsync(run, tell);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    async Task TellAsync(ScanRun run, Action<ScanStatus> tell)
    {
        using var timer = new PeriodicTimer(Often);
        while (await timer.WaitForNextTickAsync(stop.Token).ConfigureAwait(false)) tell(run.Status);
    }
}
