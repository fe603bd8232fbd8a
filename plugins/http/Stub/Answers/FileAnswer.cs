using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A file as an answer, whole or a range of it, or 304 when the client has it (RFC 9110, sections 13 and 14).</summary>
sealed class FileAnswer
{
    readonly string path;

    FileAnswer(string path) => this.path = path;

    internal string ContentType => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JSON" => "application/json",
        ".TXT" or ".LOG" or ".MD" => "text/plain; charset=utf-8",
        ".HTML" or ".HTM" => "text/html; charset=utf-8",
        ".CSS" => "text/css; charset=utf-8",
        ".CSV" => "text/csv; charset=utf-8",
        ".JS" or ".MJS" => "text/javascript; charset=utf-8",
        ".XML" => "application/xml",
        ".YAML" or ".YML" => "application/yaml",
        ".PDF" => "application/pdf",
        ".PNG" => "image/png",
        ".JPG" or ".JPEG" => "image/jpeg",
        ".GIF" => "image/gif",
        ".SVG" => "image/svg+xml",
        ".ZIP" => "application/zip",
        ".GZ" or ".TGZ" => "application/gzip",
        _ => "application/octet-stream",
    };

    internal static FileAnswer At(string path, string written, Func<string, string, Exception> wrong) =>
        RegularFile.WhyNot(path) is { } reason ? throw wrong($"has the file {Words.Quote(written)}, which {reason}", "give the path of a file, relative to the workflow")
            : File.Exists(path) ? new(path) : throw wrong($"has the file {Words.Quote(written)}, which does not exist", "give the path of a file, relative to the workflow");

    internal bool Exists => File.Exists(path) && RegularFile.WhyNot(path) is null;

    /// <summary>What of the file answers a request.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal FilePart Open(StubRequest request, int status)
    {
        var file = new FileStream(path, new FileStreamOptions { Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous, BufferSize = 0 });
        var length = file.Length;
        var changed = new DateTimeOffset(File.GetLastWriteTimeUtc(file.SafeFileHandle));
        var tag = Tag(length, changed);
        List<KeyValuePair<string, string>> headers =
        [
            new("ETag", tag), new("Last-Modified", changed.ToString("R", CultureInfo.InvariantCulture)), new("Accept-Ranges", "bytes"),
        ];
        if (status != 200 || request.Method is not ("GET" or "HEAD")) return new(status, headers, file, 0, length);
        if (IsKnown(request, tag, changed)) return new(304, headers, file, 0, 0);
        if (request.Method != "GET" || !IsRangeOf(request, tag, changed)) return new(200, headers, file, 0, length);
        switch (ByteRange.Parse(request.Header("Range"), length))
        {
            case { IsSatisfiable: true } range:
                headers.Add(new("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes {range.Start}-{range.Start + range.Length - 1}/{length}")));
                return new(206, headers, file, range.Start, range.Length);
            case { IsSatisfiable: false }:
                headers.Add(new("Content-Range", string.Create(CultureInfo.InvariantCulture, $"bytes */{length}")));
                return new(416, headers, file, 0, 0);
            default:
                return new(200, headers, file, 0, length);
        }
    }

    static bool IsKnown(StubRequest request, string tag, DateTimeOffset changed)
    {
        if (request.Header("If-None-Match") is { } tags)
            return tags.Trim() == "*" || Array.Exists(tags.Split(','), each => each.Trim() is var known && (known == tag || known == $"W/{tag}"));
        return Date(request.Header("If-Modified-Since")) is { } since && Seconds(changed) <= Seconds(since);
    }

    /// <summary>Whether the file is still the one of which the client wants the rest.</summary>
    static bool IsRangeOf(StubRequest request, string tag, DateTimeOffset changed) =>
        request.Header("If-Range") is not { } condition || condition == tag || (Date(condition) is { } date && Seconds(date) == Seconds(changed));

    static DateTimeOffset? Date(string? text) =>
        DateTimeOffset.TryParseExact(text, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;

    static long Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds();

    static string Tag(long length, DateTimeOffset changed) =>
        $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length} {changed.UtcTicks}"))).AsSpan(0, 8))}\"";
}
