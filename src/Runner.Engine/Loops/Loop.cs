using Runner.Engine.Durability;
using Runner.Engine.Events;

namespace Runner.Engine.Loops;

/// <summary>Runs something once for each item, some at a time. What it holds does not grow with the number of items.</summary>
sealed class Loop(int count, int parallel, bool failFast, Func<int, Ending, Task<(Outcome Outcome, Outcome Conclusion)>> run)
{
    int next = -1;

    /// <summary>What another process had done of it; null for a loop that begins.</summary>
    public PastItems? Past { get; init; }
    int succeeded, failed, cancelled;

    /// <summary>Runs to the end, or until the first failure when that shall end it.</summary>
    public async Task<ItemCounts> RunAsync(Ending ending)
    {
        using var part = ending.Part();
        var workers = Math.Min(parallel, count);
        if (workers <= 1)
        {
            await WorkAsync(part).ConfigureAwait(false);
        }
        else
        {
            var working = new Task[workers];
            // Each on the pool: what answers at once would otherwise run one after the other on this thread.
            for (var i = 0; i < workers; i++) working[i] = Task.Run(() => WorkAsync(part));
            await Task.WhenAll(working).ConfigureAwait(false);
        }

        return new(count, succeeded, failed, count - succeeded - failed - cancelled, cancelled);
    }

    async Task WorkAsync(Ending part)
    {
        while ((!part.IsRequested || next + 1 < Past?.Begun) && Interlocked.Increment(ref next) is var place && place < count)
        {
            var index = Past is null ? place : Past.Order[place];
            var (outcome, conclusion) = await run(index, part).ConfigureAwait(false);
            switch (outcome)
            {
                case Outcome.Success: Interlocked.Increment(ref succeeded); break;
                case Outcome.Failure: Interlocked.Increment(ref failed); break;
                case Outcome.Cancelled: Interlocked.Increment(ref cancelled); break;
            }

            if (failFast && conclusion == Outcome.Failure) part.End(new("cancelled", "another item failed (fail-fast)"));
        }
    }
}
