using System.Globalization;
using System.Net;
using System.Text;

namespace Runner.Plugins.Scan.Services;

/// <summary>An answer of HTTP as far as it is needed to tell who gave it (RFC 9112).</summary>
static class HttpReply
{
    const int MaxText = 200;

    /// <summary>Whether a text is one, as far as it goes.</summary>
    internal static bool Is(string text) => text.StartsWith("HTTP/1.", StringComparison.Ordinal);

    /// <summary>Whether nothing more is to come: by its length, its last chunk, or because its status has no body.</summary>
    internal static bool IsWhole(string text)
    {
        if (!TrySplit(text, out var head, out var body)) return false;
        var status = Status(head);
        if (status is < 200 or 204 or 304) return true;
        if (Header(head, "Transfer-Encoding") is { } coding && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase))
            return body.EndsWith("0\r\n\r\n", StringComparison.Ordinal);
        return long.TryParse(Header(head, "Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) && body.Length >= length;
    }

    /// <summary>What the answer says; null when it has no status.</summary>
    internal static ScannedPage? Page(string text)
    {
        if (!TrySplit(text, out var head, out var body)) (head, body) = (text, "");
        var status = Status(head);
        if (status is < 100 or > 599) return null;
        if (Header(head, "Transfer-Encoding") is { } coding && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase)) body = Unchunked(body);
        return new(status, Title(body), Printable(Header(head, "Server")), Printable(Header(head, "Location")));
    }

    static bool TrySplit(string text, out string head, out string body)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        (head, body) = end < 0 ? ("", "") : (text[..(end + 2)], text[(end + 4)..]);
        return end >= 0;
    }

    static int Status(string head) =>
        Is(head) && head.Length >= 12 && head[8] == ' ' && int.TryParse(head.AsSpan(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : 0;

    static string? Header(string head, string name)
    {
        foreach (var line in head.AsSpan().EnumerateLines())
        {
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase)) return line[(name.Length + 1)..].Trim().ToString();
        }
        return null;
    }

    static string? Title(string body)
    {
        var tag = body.IndexOf("<title", StringComparison.OrdinalIgnoreCase);
        var start = tag < 0 ? -1 : body.IndexOf('>', tag);
        if (start < 0) return null;
        var end = body.IndexOf("</title", start, StringComparison.OrdinalIgnoreCase);
        var title = end < 0 ? body[(start + 1)..Math.Min(body.Length, start + 1 + (2 * MaxText))] : body[(start + 1)..end];
        // Decoded last: what it stands for must be printable too.
        var bytes = PrintableText.Decoded(title);
        return PrintableText.Of(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(WebUtility.HtmlDecode(bytes))), MaxText);
    }

    static string? Printable(string? value) => value is null ? null : PrintableText.Of(value, MaxText);

    /// <summary>A body without the sizes of its chunks, as far as they can be read.</summary>
    static string Unchunked(string body)
    {
        var whole = new StringBuilder();
        for (var at = 0; at < body.Length;)
        {
            var line = body.IndexOf("\r\n", at, StringComparison.Ordinal);
            if (line < 0) break;
            var size = body.AsSpan(at, line - at);
            if (size.IndexOf(';') is >= 0 and var extension) size = size[..extension];
            if (!int.TryParse(size.Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var length) || length <= 0) break;
            var from = line + 2;
            var count = Math.Min(length, body.Length - from);
            whole.Append(body, from, count);
            at = from + count + 2;
        }
        return whole.ToString();
    }
}
