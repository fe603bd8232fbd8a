using Runner.PluginHost.Manifests;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.PluginHost.Clients;

/// <summary>An entry that remembers what its source reads.</summary>
sealed class WatchedEntry : ActionSourceEntry
{
    const int MostBytes = 128 * 1024 * 1024;

    readonly Dictionary<string, DocumentStamp> read = new(StringComparer.Ordinal);

    /// <summary>Where documents from URLs are kept; null for nowhere.</summary>
    public required string? CacheDirectory { get; init; }

    /// <summary>What may be reached.</summary>
    public required NetworkPolicy Network { get; init; }

    /// <summary>Whether URLs are asked again, although an answer of theirs is kept.</summary>
    public required bool IsFresh { get; init; }

    /// <summary>What was read, in that order.</summary>
    public IReadOnlyList<DocumentStamp> Documents
    {
        get
        {
            lock (read) return [.. read.Values];
        }
    }

    public override async ValueTask<byte[]> ReadAsync(string location, CancellationToken cancel)
    {
        if (DocumentStamp.IsUrl(location)) return await FetchAsync(location, cancel).ConfigureAwait(false);
        try
        {
            var file = new FileInfo(location);
            if (!file.Exists) throw new ActionSourceException(Directory.Exists(location) ? $"{location} is a folder, not a document" : $"there is no file {location}");
            if (file.Length > MostBytes) throw new ActionSourceException($"{location} is larger than {Words.Bytes(MostBytes)}");
            var time = file.LastWriteTimeUtc.Ticks;
            if (RegularFile.WhyNot(location) is { } reason) throw new ActionSourceException($"{location} {reason}");
            var content = await File.ReadAllBytesAsync(location, cancel).ConfigureAwait(false);
            Note(DocumentStamp.Of(location, content, time));
            return content;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ActionSourceException($"{location} cannot be read: {e.Message}", e);
        }
    }

    async ValueTask<byte[]> FetchAsync(string location, CancellationToken cancel)
    {
        var kept = CacheDirectory is null ? null : Path.Combine(CacheDirectory, StableName.Of(location) + ".document");
        try
        {
            if (!IsFresh && kept is not null && File.Exists(kept)) return await File.ReadAllBytesAsync(kept, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Fetched again, then.
        }

        var content = await DocumentFetch.GetAsync(location, Network, MostBytes, cancel).ConfigureAwait(false);
        Note(DocumentStamp.Of(location, content, DateTime.UtcNow.Ticks));
        try
        {
            if (kept is not null)
            {
                Directory.CreateDirectory(CacheDirectory!);
                ManifestFile.Write(kept, content);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A read-only home must not keep anything from running: it is fetched again when a step runs.
        }

        return content;
    }

    void Note(DocumentStamp stamp)
    {
        lock (read) read[stamp.Location] = stamp;
    }
}
