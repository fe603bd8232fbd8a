namespace Runner.Plugins.Http;

/// <summary>What a file is, as far as its name tells: the types of the IANA registry that people upload.</summary>
static class MediaTypes
{
    internal const string Unknown = "application/octet-stream";

    internal static string Of(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".TXT" or ".LOG" => "text/plain",
        ".CSV" => "text/csv",
        ".HTM" or ".HTML" => "text/html",
        ".CSS" => "text/css",
        ".MD" => "text/markdown",
        ".JS" or ".MJS" => "text/javascript",
        ".ICS" => "text/calendar",
        ".JSON" => "application/json",
        ".NDJSON" => "application/x-ndjson",
        ".XML" => "application/xml",
        ".YAML" or ".YML" => "application/yaml",
        ".PDF" => "application/pdf",
        ".ZIP" => "application/zip",
        ".GZ" or ".TGZ" => "application/gzip",
        ".TAR" => "application/x-tar",
        ".ZST" => "application/zstd",
        ".7Z" => "application/x-7z-compressed",
        ".WASM" => "application/wasm",
        ".PNG" => "image/png",
        ".JPG" or ".JPEG" => "image/jpeg",
        ".GIF" => "image/gif",
        ".SVG" => "image/svg+xml",
        ".WEBP" => "image/webp",
        ".AVIF" => "image/avif",
        ".ICO" => "image/vnd.microsoft.icon",
        ".MP3" => "audio/mpeg",
        ".WAV" => "audio/wav",
        ".OGG" => "audio/ogg",
        ".MP4" => "video/mp4",
        ".WEBM" => "video/webm",
        ".DOCX" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".XLSX" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".PPTX" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ => Unknown,
    };
}
