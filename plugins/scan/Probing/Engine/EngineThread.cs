namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>A thread of its own for what waits and computes by turns for a long time: it would keep one of the pool's from everybody.</summary>
static class EngineThread
{
    /// <summary>Runs something on a new thread; what it throws is the task's.</summary>
    public static Task RunAsync(Action<CancellationToken> run, CancellationToken cancel)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() =>
        {
            try
            {
                run(cancel);
                done.SetResult();
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                done.SetCanceled(cancel);
            }
#pragma warning disable CA1031 // whatever it is, it belongs to who awaits, not to the thread
            catch (Exception e)
#pragma warning restore CA1031
            {
                done.SetException(e);
            }
        })
        {
            IsBackground = true,
            Name = "scan",
        };
        thread.Start();
        return done.Task;
    }
}
