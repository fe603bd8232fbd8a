using System.Text;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>A body as JSON (RFC 8259), and a clear word when it is none.</summary>
static class JsonBody
{
    /// <summary>How deep the parser goes.</summary>
    const int Deepest = 64;

    /// <summary>Whether a body starts as JSON does; a byte order mark may come before it.</summary>
    internal static bool MayBe(ReadOnlySpan<byte> bytes) => bytes.TrimStart(" \t\r\n\0"u8) is [(>= (byte)'0' and <= (byte)'9') or (byte)'{' or (byte)'[' or (byte)'"' or (byte)'-' or (byte)'t' or (byte)'f' or (byte)'n' or >= 0x80, ..];

    internal static JsonElement Parse(HttpResponse response, byte[] bytes)
    {
        try
        {
            return response.DetectedCharset is { IsUtf8: true } charset
                ? JsonElement.Parse(bytes.AsSpan(charset.Mark))
                : JsonElement.Parse(response.Body);
        }
        catch (JsonException cause)
        {
            var what = bytes.Length == 0 ? "has no body"
                : IsTooDeep(response) ? $"has JSON that is nested deeper than {Deepest} levels, the limit"
                : $"has a body of {response.DeclaredType ?? "no declared type"} that is not JSON: "
                    + $"line {cause.LineNumber + 1}, position {cause.BytePositionInLine + 1}, "
                    + $"in a text that starts with {Words.Quote(Start(response.Body))}";
            throw new ProtocolException(response.Url, $"The answer {response.Status} of {response.Url} {what}.", cause) { Status = response.Status };
        }
    }

    /// <summary>Whether it is JSON as far as the limit of depth.</summary>
    static bool IsTooDeep(HttpResponse response)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(response.Body), new JsonReaderOptions { MaxDepth = Deepest + 1 });
        try
        {
            while (reader.Read())
            {
                if (reader.CurrentDepth >= Deepest && reader.TokenType is (JsonTokenType.StartArray or JsonTokenType.StartObject)) return true;
            }
        }
        catch (JsonException)
        {
            // wrong before it is too deep
        }
        return false;
    }

    static string Start(string body) => body.Length > 80 ? body[..80] : body;
}
