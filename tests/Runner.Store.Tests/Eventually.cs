namespace Runner.Store.Tests;

/// <summary>Waits for what happens in another place.</summary>
static class Eventually
{
    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        for (var end = Environment.TickCount64 + 30_000; !await condition();)
        {
            if (Environment.TickCount64 > end) throw new TimeoutException("It did not happen within 30 s.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
