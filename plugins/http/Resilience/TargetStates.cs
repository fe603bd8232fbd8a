using System.Collections.Concurrent;

namespace Runner.Plugins.Http;

/// <summary>What the process knows of its targets: who may send now, and who is left alone.</summary>
sealed class TargetStates : IDisposable
{
    /// <summary>From this many on, those of which nothing is left to know are forgotten.</summary>
    const int Many = 4096;

    readonly ConcurrentDictionary<Key, Turns> turns = new();
    readonly ConcurrentDictionary<Key, Circuit> circuits = new();

    internal int Count => turns.Count + circuits.Count;

    internal Turns TurnsOf(string target, RateLimit limit, TimeProvider time)
    {
        if (turns.Count >= Many) Forget(turns, static one => one.IsIdle);
        return turns.GetOrAdd(new(target, limit), static (key, time) => new((RateLimit)key.Settings, time), time);
    }

    internal Circuit CircuitOf(string target, CircuitBreaker breaker, TimeProvider time)
    {
        if (circuits.Count >= Many) Forget(circuits, static one => one.IsIdle);
        return circuits.GetOrAdd(new(target, breaker), static (key, time) => new((CircuitBreaker)key.Settings, key.Target, time), time);
    }

    public void Dispose()
    {
        foreach (var one in turns.Values) one.Dispose();
    }

    static void Forget<T>(ConcurrentDictionary<Key, T> states, Func<T, bool> isIdle)
    {
        foreach (var (key, state) in states)
        {
            if (isIdle(state)) states.TryRemove(key, out _);
        }
    }

    /// <summary>Whoever wants the same of a target shares it.</summary>
    sealed record Key(string Target, object Settings);
}
