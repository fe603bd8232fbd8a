using System.Text;

namespace Runner.Plugins.Http;

/// <summary>Bytes to text, as the answer says: a byte order mark, else the charset of Content-Type, else UTF-8.</summary>
static class BodyText
{
    internal static string Decode(ReadOnlySpan<byte> bytes, string? contentType)
    {
        var encoding = EncodingOf(bytes, contentType, out var mark);
        return encoding.GetString(bytes[mark..]);
    }

    /// <summary>Whether the bytes are UTF-8 as far as declared; <paramref name="mark"/> is the length of their byte order mark.</summary>
    internal static bool IsUtf8(ReadOnlySpan<byte> bytes, string? contentType, out int mark) =>
        EncodingOf(bytes, contentType, out mark) is UTF8Encoding or ASCIIEncoding;

    static Encoding EncodingOf(ReadOnlySpan<byte> bytes, string? contentType, out int mark)
    {
        mark = 0;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            mark = 3;
            return Encoding.UTF8;
        }
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            mark = 2;
            return bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode;
        }
        return Charset(contentType) is { Length: > 0 } name ? Named(name) : Encoding.UTF8;
    }

    static ReadOnlySpan<char> Charset(string? contentType)
    {
        const string parameter = "charset=";
        var at = contentType?.IndexOf(parameter, StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at < 0) return [];
        var value = contentType.AsSpan(at + parameter.Length);
        var end = value.IndexOf(';');
        return (end < 0 ? value : value[..end]).Trim().Trim('"').Trim('\'');
    }

    static Encoding Named(ReadOnlySpan<char> name)
    {
        if (name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase)) return Encoding.UTF8;
        var text = name.ToString();
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(text) ?? Encoding.GetEncoding(text);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            // A charset that nobody knows, or utf-7, which .NET refuses as unsafe: browsers guess too, and UTF-8 is right most often.
            return Encoding.UTF8;
        }
    }
}
