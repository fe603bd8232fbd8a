using System.Text;

namespace Runner.Plugins.Http;

/// <summary>
/// JSON starts with two ASCII characters, or one: where the zero bytes are tells UTF-16 and UTF-32 (RFC 4627, section 3). RFC 8259 allows
/// only UTF-8 between strangers, and some still send them.
/// </summary>
static class JsonCharset
{
    internal static Encoding? Find(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0, 0, 0, not 0, ..] => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
        [not 0, 0, 0, 0, ..] => Encoding.UTF32,
        [0, not 0, 0, _, ..] or [0, not 0, _, _] or [0, not 0] => Encoding.BigEndianUnicode,
        [not 0, 0, not 0, ..] or [not 0, 0] => Encoding.Unicode,
        _ => null,
    };
}
