using System.Text;
using System.Text.Json;
using Runner.Workflows.Text;

namespace Runner.Workflows.Importing;

/// <summary>What is imported: bytes, and where they come from.</summary>
public sealed class ImportSource
{
    /// <summary>The largest source: HTTP archives with their bodies are big.</summary>
    public const int MaxSize = 512 * 1024 * 1024;

    /// <summary>The largest source that people write by hand.</summary>
    const int MaxTextSize = 16 * 1024 * 1024;

    readonly ReadOnlyMemory<byte> bytes;

    /// <summary>Takes bytes.</summary>
    /// <param name="path">What messages call it.</param>
    /// <param name="bytes">The bytes.</param>
    public ImportSource(string path, ReadOnlyMemory<byte> bytes)
    {
        Path = path;
        this.bytes = bytes;
    }

    /// <summary>Takes a text.</summary>
    public ImportSource(string path, string text) : this(path, Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>What messages call it.</summary>
    public string Path { get; }

    /// <summary>Reads a stream to its end.</summary>
    /// <exception cref="ImportException">It is larger than <see cref="MaxSize"/>.</exception>
    public static ImportSource Read(string path, Stream stream)
    {
        var read = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (stream.Read(buffer) is > 0 and var count)
        {
            if (read.Length + count > MaxSize) throw new ImportException(path, $"there is more than {MaxSize / 1048576} MiB", null);
            read.Write(buffer, 0, count);
        }

        return new(path, read.GetBuffer().AsMemory(0, (int)read.Length));
    }

    /// <summary>It as text.</summary>
    /// <param name="what">What it should be, for messages: <c>a curl command</c>.</param>
    internal SourceText Text(string what)
    {
        RefuseEmpty(what);
        if (bytes.Length > MaxTextSize) throw new ImportException(Path, $"it has {bytes.Length / 1048576} MiB; the most is {MaxTextSize / 1048576} MiB", $"is this really {what}?");
        var span = bytes.Span;
        try
        {
            var text = span.StartsWith(Encoding.UTF8.Preamble) ? Strict(new UTF8Encoding(false, true), span[3..])
                // As PowerShell's `>` writes it.
                : span is [0xff, 0xfe, ..] ? Strict(new UnicodeEncoding(false, false, true), span[2..])
                : span is [0xfe, 0xff, ..] ? Strict(new UnicodeEncoding(true, false, true), span[2..])
                : Strict(new UTF8Encoding(false, true), span);
            if (!text.Contains('\0', StringComparison.Ordinal)) return text.Trim().Length > 0 ? new(Path, text) : throw new ImportException(Path, "there is nothing in it", $"it should be {what}");
        }
        catch (DecoderFallbackException)
        {
            // Said below.
        }

        throw new ImportException(Path, "this is not text", $"it should be {what}");

        static string Strict(Encoding encoding, ReadOnlySpan<byte> bytes) => encoding.GetString(bytes);
    }

    /// <summary>It as JSON: an object.</summary>
    /// <param name="what">What it should be, for messages: <c>a Postman collection</c>.</param>
    internal JsonElement Json(string what)
    {
        RefuseEmpty(what);
        var json = bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
        if (json.Span.IndexOf((byte)0) >= 0) throw new ImportException(Path, "this is not text", $"it should be {what}");
        try
        {
            // Not disposed: its elements are read until the import is done.
            var root = JsonDocument.Parse(json, new() { MaxDepth = 256, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : throw new ImportException($"{Path}:1:1", $"this is JSON, but not {what}", $"{what} is a JSON object");
        }
        catch (JsonException e)
        {
            throw new ImportException($"{Path}:{e.LineNumber + 1}:{e.BytePositionInLine + 1}", $"this is not JSON: {Shorten(e.Message)}", $"it should be {what}");
        }
    }

    void RefuseEmpty(string what)
    {
        if (bytes.IsEmpty) throw new ImportException(Path, "the file is empty", $"it should be {what}");
    }

    // The place is said before it.
    static string Shorten(string message) => message.Split(" LineNumber:")[0].TrimEnd('.', ' ').Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
