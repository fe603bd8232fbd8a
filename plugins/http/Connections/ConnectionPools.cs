using System.Collections.Concurrent;

namespace Runner.Plugins.Http;

/// <summary>The process's connections, one pool for each distinct <see cref="ConnectionSettings"/>.</summary>
sealed class ConnectionPools : IDisposable
{
    readonly ConcurrentDictionary<ConnectionSettings, ConnectionPool> pools = new();

    // Nearly every request: found without comparing settings field by field.
    ConnectionPool? usual;

    internal ConnectionPool For(ConnectionSettings settings)
    {
        if (ReferenceEquals(settings, ConnectionSettings.Default)) return usual ?? AddUsual();
        return pools.TryGetValue(settings, out var pool) ? pool : Add(settings);
    }

    public void Dispose()
    {
        usual?.Dispose();
        foreach (var pool in pools.Values) pool.Dispose();
    }

    ConnectionPool AddUsual()
    {
        var made = new ConnectionPool(ConnectionSettings.Default);
        if (Interlocked.CompareExchange(ref usual, made, null) is not { } kept) return made;
        made.Dispose();
        return kept;
    }

    ConnectionPool Add(ConnectionSettings settings)
    {
        var made = new ConnectionPool(settings);
        var kept = pools.GetOrAdd(settings, made);
        if (!ReferenceEquals(made, kept)) made.Dispose();
        return kept;
    }
}
