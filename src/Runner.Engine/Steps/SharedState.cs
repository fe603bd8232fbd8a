using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Runner.Engine.Steps;

/// <summary>The state that plugins share among all runs of the process: pools of handlers and sessions. It lives as long as the process.</summary>
static class SharedState
{
    static readonly ConcurrentDictionary<Type, Lazy<object>> Instances = new();

    // What is kept for a type that a script declares goes with the script's code.
    static readonly ConditionalWeakTable<Type, object> Passing = [];

    public static T Get<T>() where T : class, new() =>
        typeof(T).IsCollectible ? (T)Passing.GetValue(typeof(T), static _ => new T()) : (T)Instances.GetOrAdd(typeof(T), static _ => new(static () => new T())).Value;
}
