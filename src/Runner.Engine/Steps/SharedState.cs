using System.Collections.Concurrent;

namespace Runner.Engine.Steps;

/// <summary>The state that plugins share among all runs of the process: pools of handlers and sessions. It lives as long as the process.</summary>
static class SharedState
{
    static readonly ConcurrentDictionary<Type, Lazy<object>> Instances = new();

    public static T Get<T>() where T : class, new() =>
        (T)Instances.GetOrAdd(typeof(T), static _ => new(static () => new T())).Value;
}
