using System.Collections.Concurrent;

namespace Runner.Plugins.Http;

/// <summary>The process's connections, one pool for each distinct <see cref="ConnectionSettings"/>.</summary>
sealed class ConnectionPools : IDisposable
{
    readonly ConcurrentDictionary<ConnectionSettings, ConnectionPool> pools = new();

    internal ConnectionPool For(ConnectionSettings settings) =>
        pools.TryGetValue(settings, out var pool) ? pool : Add(settings);

    public void Dispose()
    {
        foreach (var pool in pools.Values) pool.Dispose();
    }

    ConnectionPool Add(ConnectionSettings settings)
    {
        var made = new ConnectionPool(settings);
        var kept = pools.GetOrAdd(settings, made);
        if (!ReferenceEquals(made, kept)) made.Dispose();
        return kept;
    }
}
