using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Runner.Store.Databases;

namespace Runner.Store.Definitions;

/// <summary>The files of workflows by their contents, so that a run goes on with what it began with, and many runs share one copy.</summary>
public sealed class DefinitionStore
{
    /// <summary>After how many milliseconds it is written again that files are used: an hour.</summary>
    const long MostlyUsed = 3_600_000;

    readonly Database database;

    readonly TimeProvider time;

    internal DefinitionStore(Database database, TimeProvider time) => (this.database, this.time) = (database, time);

    /// <summary>The hash of files, by which they are kept.</summary>
    /// <param name="files">Texts by absolute path.</param>
    public static string HashOf(IReadOnlyDictionary<string, string> files) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Content(files))));

    /// <summary>Keeps files.</summary>
    /// <param name="files">Texts by absolute path.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>Their hash.</returns>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task<string> SaveAsync(IReadOnlyDictionary<string, string> files, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(files);
        var content = Content(files);
        var hash = HashOf(files);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var used = await database.ReadAsync(connection => connection.ExecuteScalarAsync<long?>("SELECT used_at FROM definitions WHERE hash = @hash", new { hash }), cancel).ConfigureAwait(false);
        // Said again now and then, so that what is about to be used is not removed as unused.
        if (used is null || now - used > MostlyUsed)
            await database.WriteAsync(connection => connection.ExecuteAsync("INSERT INTO definitions (hash, content, used_at) VALUES (@hash, @content, @now) ON CONFLICT (hash) DO UPDATE SET used_at = excluded.used_at", new { hash, content, now }), cancel).ConfigureAwait(false);
        return hash;
    }

    /// <summary>The files of a hash, by absolute path; null when they are not kept any more.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task<IReadOnlyDictionary<string, string>?> LoadAsync(string hash, CancellationToken cancel)
    {
        var content = await database.ReadAsync(connection => connection.ExecuteScalarAsync<string?>("SELECT content FROM definitions WHERE hash = @hash", new { hash }), cancel).ConfigureAwait(false);
        return content is null ? null : JsonSerializer.Deserialize<Dictionary<string, string>>(content);
    }

    // Sorted: the same files have the same hash. NUL, which PostgreSQL does not take, is escaped in JSON.
    static string Content(IReadOnlyDictionary<string, string> files) => JsonSerializer.Serialize(new SortedDictionary<string, string>(files.ToDictionary(), StringComparer.Ordinal));
}
