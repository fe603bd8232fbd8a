using System.Text;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>One part of a multipart/form-data body (RFC 7578). A name may come several times.</summary>
public sealed class MultipartField
{
    MultipartField(string name, string? fileName, string? contentType, long? length, Func<Stream> open)
    {
        if (contentType is not null && !HeaderSyntax.IsValue(contentType))
            throw new ActionInputException($"multipart.{name}", $"`multipart.{name}` has a line break in content-type: a header is one line.");
        Name = name;
        FileName = fileName;
        ContentType = contentType;
        Length = length;
        Open = open;
    }

    /// <summary>The field's name.</summary>
    public string Name { get; }

    /// <summary>The file name that the server is told; null for a field that is no file.</summary>
    public string? FileName { get; }

    /// <summary>The part's media type; null to leave it out, which means plain text (RFC 7578, section 4.4).</summary>
    public string? ContentType { get; }

    /// <summary>The size of the part's content in bytes; null when it is not known before it is read.</summary>
    public long? Length { get; }

    internal Func<Stream> Open { get; }

    /// <summary>The file that the content is read from; null for one that is in memory.</summary>
    internal string? Path { get; private init; }

    /// <summary>The content that is in memory.</summary>
    internal ReadOnlyMemory<byte> Bytes { get; private init; }

    /// <summary>Text, in UTF-8.</summary>
    public static MultipartField FromText(string name, string value, string? contentType = null, string? fileName = null) =>
        FromBytes(name, Encoding.UTF8.GetBytes(value), contentType, fileName);

    /// <summary>A JSON value, as <c>application/json</c> unless a type is given.</summary>
    public static MultipartField FromJson(string name, JsonElement value, string? contentType = null) =>
        FromText(name, value.GetRawText(), contentType ?? "application/json");

    /// <summary>Bytes as they are.</summary>
    public static MultipartField FromBytes(string name, ReadOnlyMemory<byte> value, string? contentType = null, string? fileName = null) =>
        new(name, fileName, contentType, value.Length, () => HttpBody.Reader(value)) { Bytes = value };

    /// <summary>A file, read while it is sent.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="path">The file.</param>
    /// <param name="contentType">Its media type; null to go by its extension.</param>
    /// <param name="fileName">The name to tell the server; null for the file's own.</param>
    /// <exception cref="ActionInputException">There is no such file, or it may not be read.</exception>
    public static MultipartField FromFile(string name, string path, string? contentType = null, string? fileName = null)
    {
        var input = $"multipart.{name}.file";
        return new(
            name, fileName ?? System.IO.Path.GetFileName(path), contentType ?? MediaTypes.Of(path), UploadFile.Measure(path, input), () => UploadFile.Open(path, input))
        {
            Path = path,
        };
    }
}
