using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>Writes answers, whole or deliberately not.</summary>
static class AnswerWriter
{
    internal static async ValueTask WriteAsync(Socket socket, StubAnswer answer, bool headOnly, bool keepAlive, CancellationToken cancel)
    {
        var bytes = Bytes(answer, headOnly, keepAlive, out var headLength);
        var count = bytes.Length;
        if (answer.Failure == StubFailure.Truncate)
        {
            // Without a body to cut, the headers are cut.
            var body = count - headLength;
            count = body > 0 ? headLength + (body / 2) : headLength / 2;
        }
        for (var sent = 0; sent < count;)
            sent += await socket.SendAsync(bytes.AsMemory(sent, count - sent), cancel).ConfigureAwait(false);
    }

    static byte[] Bytes(StubAnswer answer, bool headOnly, bool keepAlive, out int headLength)
    {
        var head = new StringBuilder(160);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} {Reason(answer.Status)}\r\n");
        foreach (var (name, value) in answer.Headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        var hasBody = answer.Status is not (204 or 304);
        if (hasBody) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n");
        if (!keepAlive) head.Append("Connection: close\r\n");
        head.Append("\r\n");

        var text = head.ToString();
        headLength = Encoding.UTF8.GetByteCount(text);
        var withBody = hasBody && !headOnly;
        var bytes = new byte[headLength + (withBody ? answer.Body.Length : 0)];
        Encoding.UTF8.GetBytes(text, bytes);
        if (withBody) answer.Body.CopyTo(bytes.AsMemory(headLength));
        return bytes;
    }

    static string Reason(int status) => status switch
    {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => Enum.IsDefined((HttpStatusCode)status) ? ((HttpStatusCode)status).ToString() : "Status",
    };
}
