using System.Globalization;
using System.Net;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>The first line and the headers of an answer.</summary>
static class AnswerHead
{
    internal static string Text(StubRequest request, int status, IReadOnlyList<KeyValuePair<string, string>> headers, BodyFraming framing, long length)
    {
        var head = new StringBuilder(160);
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {Reason(status)}\r\n");
        foreach (var (name, value) in headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (framing is BodyFraming.Length && HasBody(status)) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        if (framing is BodyFraming.Chunks) head.Append("Transfer-Encoding: chunked\r\n");
        if (!request.KeepAlive || framing is BodyFraming.Close) head.Append("Connection: close\r\n");
        else if (request.IsHttp10) head.Append("Connection: keep-alive\r\n");
        return head.Append("\r\n").ToString();
    }

    /// <summary>Whether answers with this status have a body (RFC 9110, section 6.4.1).</summary>
    internal static bool HasBody(int status) => status is not (204 or 304);

    static string Reason(int status) => status switch
    {
        200 => "OK",
        201 => "Created",
        204 => "No Content",
        206 => "Partial Content",
        304 => "Not Modified",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        416 => "Range Not Satisfiable",
        417 => "Expectation Failed",
        426 => "Upgrade Required",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => Enum.IsDefined((HttpStatusCode)status) ? ((HttpStatusCode)status).ToString() : "Status",
    };
}

/// <summary>How a client knows where a body ends (RFC 9112, section 6.3).</summary>
enum BodyFraming
{
    /// <summary>By its length.</summary>
    Length,

    /// <summary>By a last, empty chunk.</summary>
    Chunks,

    /// <summary>By the end of the connection.</summary>
    Close,
}
