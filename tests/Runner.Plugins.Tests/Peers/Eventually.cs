namespace Runner.Plugins.Tests.Peers;

/// <summary>What another process will do soon, and not at a known time.</summary>
static class Eventually
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task HoldsAsync(Func<bool> condition, CancellationToken cancel) => HoldsAsync(() => Task.FromResult(condition()), cancel);

    public static async Task HoldsAsync(Func<Task<bool>> condition, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        while (!await condition()) await Task.Delay(20, limit.Token);
    }
}
