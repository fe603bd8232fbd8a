using System.Text;

namespace Runner.Plugins.Http;

/// <summary>The encoding of an XML declaration, and UTF-16 without a mark by how such a declaration starts (XML 1.0, appendix F).</summary>
static class XmlCharset
{
    /// <summary>How far a declaration may go.</summary>
    const int Limit = 1024;

    internal static Encoding? Find(ReadOnlySpan<byte> bytes)
    {
        if (bytes is [(byte)'<', 0, (byte)'?', 0, ..]) return Encoding.Unicode;
        if (bytes is [0, (byte)'<', 0, (byte)'?', ..]) return Encoding.BigEndianUnicode;
        if (!bytes.StartsWith("<?xml"u8)) return null;
        var declaration = bytes[..Math.Min(bytes.Length, Limit)];
        var end = declaration.IndexOf("?>"u8);
        if (end >= 0) declaration = declaration[..end];
        var at = declaration.IndexOf("encoding"u8);
        if (at < 0) return null;
        var value = declaration[(at + "encoding"u8.Length)..].TrimStart(" \t\r\n"u8);
        if (value is not [(byte)'=', ..]) return null;
        value = value[1..].TrimStart(" \t\r\n"u8);
        if (value is not [(byte)'"' or (byte)'\'', ..]) return null;
        var close = value[1..].IndexOf(value[0]);
        var found = close < 0 ? null : CharsetLabel.Find(Encoding.ASCII.GetString(value.Slice(1, close)));
        // It was read in bytes: whatever it says of units of two, they are none.
        return found is UnicodeEncoding or UTF32Encoding ? null : found;
    }
}
