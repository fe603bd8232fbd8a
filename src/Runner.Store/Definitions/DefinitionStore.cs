using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Runner.Store.Databases;

namespace Runner.Store.Definitions;

/// <summary>The files of workflows by their contents, so that a run goes on with what it began with, and many runs share one copy.</summary>
public sealed class DefinitionStore
{
    readonly Database database;

    internal DefinitionStore(Database database) => this.database = database;

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
        var known = await database.ReadAsync(connection => connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM definitions WHERE hash = @hash", new { hash }), cancel).ConfigureAwait(false);
        if (known == 0) await database.WriteAsync(connection => connection.ExecuteAsync("INSERT INTO definitions (hash, content) VALUES (@hash, @content) ON CONFLICT (hash) DO NOTHING", new { hash, content }), cancel).ConfigureAwait(false);
        return hash;
    }

    /// <summary>The files of a hash, by absolute path; null when they are not kept any more.</summary>
    /// <exception cref="StoreException">The store fails.</exception>
    public async Task<IReadOnlyDictionary<string, string>?> LoadAsync(string hash, CancellationToken cancel)
    {
        var content = await database.ReadAsync(connection => connection.ExecuteScalarAsync<string?>("SELECT content FROM definitions WHERE hash = @hash", new { hash }), cancel).ConfigureAwait(false);
        return content is null ? null : JsonSerializer.Deserialize<Stored>(content)!.files;
    }

    // Sorted: the same files have the same hash. NUL, which PostgreSQL does not take, is escaped in JSON.
    static string Content(IReadOnlyDictionary<string, string> files) => JsonSerializer.Serialize(new Stored(new SortedDictionary<string, string>(files.ToDictionary(), StringComparer.Ordinal)));

#pragma warning disable IDE1006, CA1812 // The name stands in the JSON as it is, and the serializer makes it.
    sealed record Stored(SortedDictionary<string, string> files);
#pragma warning restore
}
