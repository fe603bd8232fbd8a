using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// What a request sends: bytes and what they are, in memory or read from files while they are sent. It can be sent again,
/// as a redirect with 307 or 308 asks for.
/// </summary>
public sealed class HttpBody
{
    /// <summary>From this size on, a streamed body waits for the server's word that it is wanted.</summary>
    internal const long WorthAsking = 1024 * 1024;

    readonly ReadOnlyMemory<byte> bytes;
    readonly Func<Stream>? open;

    HttpBody(ReadOnlyMemory<byte> bytes, string contentType)
    {
        this.bytes = bytes;
        Length = bytes.Length;
        ContentType = contentType;
    }

    HttpBody(Func<Stream> open, long? length, string contentType, string input)
    {
        this.open = open;
        Length = length;
        ContentType = contentType;
        Input = input;
    }

    /// <summary>The media type, sent as <c>Content-Type</c> unless the call has that header itself.</summary>
    public string ContentType { get; }

    /// <summary>The size in bytes; null when it is not known before the end, as with a pipe.</summary>
    public long? Length { get; }

    /// <summary>Whether the body is read while it is sent, and not in memory as a whole.</summary>
    public bool IsStreamed => open is not null;

    /// <summary>The bytes of a body that is in memory.</summary>
    /// <exception cref="InvalidOperationException">The body is streamed: <see cref="OpenRead"/> reads it.</exception>
    public ReadOnlyMemory<byte> Bytes =>
        open is null ? bytes : throw new InvalidOperationException("A streamed body has no bytes in memory: read it from OpenRead.");

    /// <summary>The input that a body which cannot be read came from.</summary>
    internal string Input { get; } = "body";

    /// <summary>The file that is the body; null for another body.</summary>
    internal string? File { get; private init; }

    /// <summary>The fields of a multipart body; null for another body.</summary>
    internal IReadOnlyList<MultipartField>? Fields { get; private init; }

    /// <summary>Whether to send <c>Expect: 100-continue</c> (RFC 9110, section 10.1.1): who refuses the request then says so before the upload.</summary>
    internal bool IsWorthAsking => open is not null && Length is null or > WorthAsking;

    /// <summary>A JSON value, as <c>application/json</c>.</summary>
    public static HttpBody FromJson(JsonElement json) => new(JsonMarshal.GetRawUtf8Value(json).ToArray(), "application/json");

    /// <summary>Fields as an HTML form sends them, as <c>application/x-www-form-urlencoded</c>.</summary>
    public static HttpBody FromForm(IEnumerable<KeyValuePair<string, string>> fields) =>
        new(Encoding.ASCII.GetBytes(UrlEncoding.Form(fields)), "application/x-www-form-urlencoded");

    /// <summary>Text in UTF-8.</summary>
    public static HttpBody FromText(string text, string contentType = "text/plain; charset=utf-8") => new(Encoding.UTF8.GetBytes(text), contentType);

    /// <summary>Bytes as they are.</summary>
    public static HttpBody FromBytes(ReadOnlyMemory<byte> bytes, string contentType = "application/octet-stream") => new(bytes, contentType);

    /// <summary>A file, read while it is sent, with its size as Content-Length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="contentType">Its media type; null to go by its extension.</param>
    /// <exception cref="ActionInputException">There is no such file, or it may not be read.</exception>
    public static HttpBody FromFile(string path, string? contentType = null) =>
        new(() => UploadFile.Open(path, "file"), UploadFile.Measure(path, "file"), contentType ?? MediaTypes.Of(path), "file") { File = path };

    /// <summary>Fields and files as <c>multipart/form-data</c> (RFC 7578), read while they are sent.</summary>
    public static HttpBody FromMultipart(IEnumerable<MultipartField> fields)
    {
        var all = fields as IReadOnlyList<MultipartField> ?? [.. fields];
        var (pieces, length, contentType) = MultipartBody.Of(all);
        return new(() => new JoinedStream(pieces), length, contentType, "multipart") { Fields = all };
    }

    /// <summary>Reads the body from its start. It may be called several times.</summary>
    /// <exception cref="ActionInputException">A file of it cannot be read any more.</exception>
    public Stream OpenRead() => open is null ? Reader(bytes) : open();

    internal HttpContent ToContent(IProgress<TransferProgress>? progress) =>
        open is null ? new ReadOnlyMemoryContent(bytes) : new UploadContent(this, progress);

    internal static MemoryStream Reader(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new(array.Array!, array.Offset, array.Count, writable: false)
        : new(bytes.ToArray(), writable: false);
}
