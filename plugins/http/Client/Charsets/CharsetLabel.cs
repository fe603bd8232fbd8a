using System.Text;

namespace Runner.Plugins.Http;

/// <summary>
/// Charsets by the names that servers give them, as browsers read them (Encoding Standard, section 4.2): what calls itself latin1 or ASCII
/// is windows-1252 in truth.
/// </summary>
static class CharsetLabel
{
    internal static Encoding Windows1252 => CodePage(1252);

    /// <summary>The charset that a Content-Type names; empty when it names none.</summary>
    internal static ReadOnlySpan<char> In(string? contentType)
    {
        const string parameter = "charset=";
        var at = contentType?.IndexOf(parameter, StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at <= 0 || contentType![at - 1] is not (';' or ' ' or '\t')) return [];
        var value = contentType.AsSpan(at + parameter.Length);
        var end = value.IndexOfAny(';', ',');
        return (end < 0 ? value : value[..end]).Trim().Trim('"').Trim('\'');
    }

    /// <summary>The charset that a Content-Type names though nobody knows it; null when there is none such.</summary>
    internal static string? UnknownIn(string? contentType) =>
        In(contentType) is { Length: > 0 } label && Find(label) is null ? label.ToString() : null;

    /// <summary>The encoding of a name; null for a name that nobody knows, and for utf-7, which .NET refuses as unsafe.</summary>
    internal static Encoding? Find(ReadOnlySpan<char> label)
    {
        label = label.Trim();
        if (label.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return Encoding.UTF8;
        if (label.Length is 0 or > 40) return null;
        var name = label.ToString().ToLowerInvariant();
        return name switch
        {
            "utf8" or "unicode-1-1-utf-8" => Encoding.UTF8,
            "ascii" or "us-ascii" or "iso-8859-1" or "iso8859-1" or "iso_8859-1" or "latin1" or "latin-1" or "l1" or "cp1252" => Windows1252,
            "iso-8859-9" or "iso8859-9" or "iso_8859-9" or "latin5" or "l5" => CodePage(1254),
            "iso-8859-11" or "iso8859-11" or "tis-620" => CodePage(874),
            "utf-16" or "utf-16le" or "ucs-2" or "unicode" => Encoding.Unicode,
            "utf-16be" => Encoding.BigEndianUnicode,
            "cp1250" or "cp1251" or "cp1253" or "cp1254" or "cp1255" or "cp1256" or "cp1257" or "cp1258" => CodePage(int.Parse(name.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture)),
            "shift-jis" or "sjis" or "windows-31j" => CodePage(932),
            "gb2312" or "gbk" => CodePage(54936),
            _ => Known(name),
        };
    }

    static Encoding? Known(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    static Encoding CodePage(int number) => CodePagesEncodingProvider.Instance.GetEncoding(number)!;
}
