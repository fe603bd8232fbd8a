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
    readonly string to;
    readonly FileStream file;

    PartFile(string to, FileStream file)
    {
        this.to = to;
        this.file = file;
    }

    /// <summary>The version that the part is of, as If-Range sends it: an entity tag or a date. Null for a part that cannot be gone on with.</summary>
    internal string? Version { get; private set; }

    internal long Length { get; private set; }

    string Path => to + ".part";

    string NotePath => Path + ".json";

    /// <summary>The part for a file; empty unless it is one of the same URL that can be gone on with.</summary>
    /// <exception cref="ActionInputException">The file cannot be written.</exception>
    internal static PartFile Open(string to, bool resume, string url)
    {
        if (Directory.Exists(to) || System.IO.Path.EndsInDirectorySeparator(to))
            throw new ActionInputException("to", $"`to` {to} is a directory: name the file too.");
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
            if (resume && file.Length > 1 && part.ReadNote(url) is { } version)
            {
                // The last byte is asked for again: nobody can be asked for the rest of a part that is the whole already.
                file.SetLength(file.Length - 1);
                part.Version = version;
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
        Version = null;
        File.Delete(NotePath);
        return 0;
    });

    /// <summary>Notes what the bytes to come are a part of, for a later download to go on with.</summary>
    internal void Note(string url, string version) => Writing(to, () =>
    {
        using var note = File.Create(NotePath);
        using var json = new Utf8JsonWriter(note);
        json.WriteStartObject();
        json.WriteString("url", Mark(url));
        json.WriteString("version", version);
        json.WriteEndObject();
        Version = version;
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

    string? ReadNote(string url)
    {
        try
        {
            using var note = JsonDocument.Parse(File.ReadAllBytes(NotePath));
            return note.RootElement.GetProperty("url").GetString() == Mark(url) ? note.RootElement.GetProperty("version").GetString() : null;
        }
        catch (Exception unusable) when (unusable is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null; // a part that nobody knows the version of
        }
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
