using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>What a request sends: bytes and what they are. It can be sent again, as a redirect with 307 or 308 asks for.</summary>
public sealed class HttpBody
{
    HttpBody(ReadOnlyMemory<byte> bytes, string contentType)
    {
        Bytes = bytes;
        ContentType = contentType;
    }

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The media type, sent as <c>Content-Type</c> unless the call has that header itself.</summary>
    public string ContentType { get; }

    /// <summary>A JSON value, as <c>application/json</c>.</summary>
    public static HttpBody FromJson(JsonElement json) => new(JsonMarshal.GetRawUtf8Value(json).ToArray(), "application/json");

    /// <summary>Fields as an HTML form sends them, as <c>application/x-www-form-urlencoded</c>.</summary>
    public static HttpBody FromForm(IEnumerable<KeyValuePair<string, string>> fields) =>
        new(Encoding.ASCII.GetBytes(UrlEncoding.Form(fields)), "application/x-www-form-urlencoded");

    /// <summary>Text in UTF-8.</summary>
    public static HttpBody FromText(string text, string contentType = "text/plain; charset=utf-8") => new(Encoding.UTF8.GetBytes(text), contentType);

    /// <summary>Bytes as they are.</summary>
    public static HttpBody FromBytes(ReadOnlyMemory<byte> bytes, string contentType = "application/octet-stream") => new(bytes, contentType);
}
