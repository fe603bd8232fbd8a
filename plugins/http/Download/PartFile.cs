using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// The file that a download goes to until it is whole, <c>NAME.part</c>, and beside it <c>NAME.part.json</c>: which version of
/// which URL it is a part of.
/// </summary>
sealed class PartFile : IDisposable
{
    const int LargestNote = 64 * 1024;

    readonly string to;
    readonly FileStream file;

    PartFile(string to, FileStream file)
    {
        this.to = to;
        this.file = file;
    }

    /// <summary>The version that the part is of, as If-Range sends it: an entity tag or a date. Null for a part that cannot be gone on with.</summary>
    internal string? Version { get; private set; }

    /// <summary>The size of the whole that the part is of; null when it is not known.</summary>
    internal long? Total { get; private set; }

    internal long Length { get; private set; }

    string Path => to + ".part";

    string NotePath => Path + ".json";

    /// <summary>The part for a file; empty unless it is one of the same URL that can be gone on with.</summary>
    /// <exception cref="ActionInputException">The file cannot be written.</exception>
    internal static PartFile Open(string to, bool resume, string url)
    {
        if (Directory.Exists(to) || System.IO.Path.EndsInDirectorySeparator(to))
            throw new ActionInputException("to", $"`to` {to} is a directory: name the file too.");
        RegularFile.Require(to, "to");
        Check(to + ".part");
        Check(to + ".part.json");
        return Writing(to, () =>
        {
            if (System.IO.Path.GetDirectoryName(to) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
            // Alone: two downloads to one file would mix.
            var file = new FileStream(to + ".part", new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.Asynchronous,
                BufferSize = 0,
            });
            var part = new PartFile(to, file);
            if (resume && file.Length > 1 && part.ReadNote(url) is var (version, total))
            {
                // The last byte is asked for again: nobody can be asked for the rest of a part that is the whole already.
                file.SetLength(file.Length - 1);
                (part.Version, part.Total) = (version, total);
                file.Position = part.Length = file.Length;
            }
            else part.Restart();
            return part;
        });
    }

    /// <summary>Reads what is there, from the start.</summary>
    internal async ValueTask ReadAsync(Checksums sums, byte[] buffer, CancellationToken cancel)
    {
        try
        {
            file.Position = 0;
            while (await file.ReadAsync(buffer, cancel).ConfigureAwait(false) is > 0 and var count) sums.Add(buffer.AsSpan(0, count));
        }
        catch (IOException cause)
        {
            throw Unwritable(to, cause);
        }
    }

    internal async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await file.WriteAsync(bytes, cancel).ConfigureAwait(false);
            Length += bytes.Length;
        }
        catch (IOException cause)
        {
            throw Unwritable(to, cause);
        }
    }

    /// <summary>Forgets what is there.</summary>
    internal void Restart() => Writing(to, () =>
    {
        file.SetLength(0);
        file.Position = Length = 0;
        (Version, Total) = (null, null);
        File.Delete(NotePath);
        return 0;
    });

    /// <summary>Notes what the bytes to come are a part of, for a later download to go on with.</summary>
    internal void Note(string url, string version, long? total) => Writing(to, () =>
    {
        using var note = File.Create(NotePath);
        using var json = new Utf8JsonWriter(note);
        json.WriteStartObject();
        json.WriteString("url", Mark(url));
        json.WriteString("version", version);
        if (total is { } size) json.WriteNumber("size", size);
        json.WriteEndObject();
        (Version, Total) = (version, total);
        return 0;
    });

    /// <summary>Gives the whole file its name.</summary>
    internal void Finish() => Writing(to, () =>
    {
        file.Dispose();
        File.Move(Path, to, overwrite: true);
        File.Delete(NotePath);
        return 0;
    });

    /// <summary>Leaves nothing behind.</summary>
    internal void Discard() => Writing(to, () =>
    {
        file.Dispose();
        File.Delete(Path);
        File.Delete(NotePath);
        return 0;
    });

    public void Dispose() => file.Dispose();

    (string Version, long? Total)? ReadNote(string url)
    {
        try
        {
            if (RegularFile.Read(NotePath, LargestNote) is not { } bytes) return null;
            using var note = JsonDocument.Parse(bytes);
            if (note.RootElement.GetProperty("url").GetString() != Mark(url)) return null;
            if (note.RootElement.GetProperty("version").GetString() is not { Length: > 0 } version || !HeaderSyntax.IsValue(version)) return null;
            return (version, note.RootElement.TryGetProperty("size", out var size) && size.TryGetInt64(out var total) ? total : null);
        }
        catch (Exception unusable) when (unusable is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // a part that nobody knows the version of
        }
    }

    /// <summary>Only files of our own are written to, and never through a link that somebody has laid there.</summary>
    static void Check(string path)
    {
        if (new FileInfo(path).LinkTarget is { } target)
            throw new ActionInputException("to", $"`to` is downloaded to {path}, which is a link to {target}: remove the link, or give another `to`.");
        if (RegularFile.WhyNot(path) is { } reason)
            throw new ActionInputException("to", $"`to` is downloaded to {path}, which {reason}: remove it, or give another `to`.");
    }

    // A query can hold a secret, which does not belong on the disk.
    static string Mark(string url) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)));

    static T Writing<T>(string to, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unwritable(to, cause);
        }
    }

    static ActionInputException Unwritable(string to, Exception cause) => new("to", $"`to` {to} cannot be written: {cause.Message}", cause);
}
