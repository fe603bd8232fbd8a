namespace Runner.Scripting.Caching;

/// <summary>Within this process, one at a time for each key: whoever waits holds no thread.</summary>
sealed class Turns
{
    readonly Dictionary<string, Turn> waiting = new(StringComparer.Ordinal);

    /// <summary>Waits for the turn.</summary>
    /// <returns>What ends it.</returns>
    public async ValueTask<IDisposable> EnterAsync(string key, CancellationToken cancel)
    {
        Turn? turn;
        lock (waiting)
        {
            if (!waiting.TryGetValue(key, out turn)) waiting.Add(key, turn = new(this, key));
            turn.Wanted++;
        }

        try
        {
            await turn.Gate.WaitAsync(cancel).ConfigureAwait(false);
            return turn;
        }
        catch
        {
            turn.Leave();
            throw;
        }
    }

    sealed class Turn(Turns turns, string key) : IDisposable
    {
        public readonly SemaphoreSlim Gate = new(1, 1);
        public int Wanted;

        public void Dispose()
        {
            Gate.Release();
            Leave();
        }

        public void Leave()
        {
            lock (turns.waiting)
            {
                if (--Wanted == 0) turns.waiting.Remove(key);
            }
        }
    }
}
