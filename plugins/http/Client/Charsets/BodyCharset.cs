using System.Text;

namespace Runner.Plugins.Http;

/// <summary>How the bytes of a body are to be read as text.</summary>
/// <param name="Encoding">Their encoding.</param>
/// <param name="Mark">The length of the byte order mark before the text.</param>
/// <remarks>
/// The first that says something counts: a byte order mark; the charset of Content-Type; what the text declares itself, as HTML, XML and
/// JSON can. Else it is UTF-8 where the bytes are valid as that, and windows-1252 where they are not. A declared charset that nobody knows
/// (or utf-7, which is unsafe) counts as not declared, as in browsers.
/// </remarks>
sealed record BodyCharset(Encoding Encoding, int Mark)
{
    static readonly BodyCharset Utf8 = new(Encoding.UTF8, 0);
    static readonly BodyCharset MarkedUtf8 = new(Encoding.UTF8, 3);

    internal bool IsUtf8 => ReferenceEquals(Encoding, Encoding.UTF8);

    internal static BodyCharset Of(ReadOnlySpan<byte> bytes, string? contentType)
    {
        var kind = TextKinds.Of(contentType);
        if (bytes is [0xEF, 0xBB, 0xBF, ..]) return MarkedUtf8;
        // In UTF-16 these would be a mark and a character that no text has; only JSON is sent in UTF-32.
        if (kind == TextKind.Json && bytes is [0xFF, 0xFE, 0, 0, ..]) return new(Encoding.UTF32, 4);
        if (bytes is [0xFF, 0xFE, ..]) return new(Encoding.Unicode, 2);
        if (bytes is [0xFE, 0xFF, ..]) return new(Encoding.BigEndianUnicode, 2);
        var declared = CharsetLabel.In(contentType) is { Length: > 0 } label ? CharsetLabel.Find(label) : null;
        declared ??= OwnDeclaration(bytes, kind);
        if (declared is not null) return ReferenceEquals(declared, Encoding.UTF8) ? Utf8 : new(declared, 0);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Utf8 : new(CharsetLabel.Windows1252, 0);
    }

    internal string Decode(ReadOnlySpan<byte> bytes) => Encoding.GetString(bytes[Mark..]);

    static Encoding? OwnDeclaration(ReadOnlySpan<byte> bytes, TextKind kind) => kind switch
    {
        TextKind.Html => HtmlCharset.Find(bytes),
        TextKind.Xml => XmlCharset.Find(bytes),
        TextKind.Json => JsonCharset.Find(bytes),
        TextKind.Undeclared => XmlCharset.Find(bytes) ?? JsonCharset.Find(bytes) ?? (bytes.TrimStart(" \t\r\n"u8) is [(byte)'<', ..] ? HtmlCharset.Find(bytes) : null),
        _ => null,
    };
}
