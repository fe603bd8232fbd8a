using System.Text;

namespace Runner.Plugins.Http;

/// <summary>The charset that a meta element in the first bytes of a page names (HTML Standard, section 13.2.3.2, prescan).</summary>
ref struct HtmlCharset
{
    const int Limit = 1024;

    readonly ReadOnlySpan<byte> page;
    int at;

    HtmlCharset(ReadOnlySpan<byte> page) => this.page = page;

    internal static Encoding? Find(ReadOnlySpan<byte> bytes)
    {
        var found = new HtmlCharset(bytes[..Math.Min(bytes.Length, Limit)]).Scan();
        // A page that is ASCII so far cannot be in UTF-16, whatever it says.
        return found is UnicodeEncoding or UTF32Encoding ? Encoding.UTF8 : found;
    }

    Encoding? Scan()
    {
        while (at < page.Length)
        {
            var next = page[at..].IndexOf((byte)'<');
            if (next < 0) return null;
            at += next;
            var rest = page[at..];
            if (rest.StartsWith("<!--"u8)) SkipPast("-->"u8, 2);
            else if (IsTag(rest, "meta"u8))
            {
                at += "<meta"u8.Length;
                if (Meta() is { } found) return found;
            }
            else if (rest.Length > 1 && (char.IsAsciiLetter((char)rest[1]) || (rest[1] == '/' && rest.Length > 2 && char.IsAsciiLetter((char)rest[2]))))
            {
                SkipTo(" \t\r\n\f>"u8);
                while (Attribute(out _, out _))
                {
                }
            }
            else if (rest.Length > 1 && rest[1] is (byte)'!' or (byte)'/' or (byte)'?') SkipPast(">"u8, 1);
            else at++;
        }

        return null;
    }

    Encoding? Meta()
    {
        bool isContentType = false, hasCharset = false;
        string? named = null, content = null;
        while (Attribute(out var name, out var value))
        {
            switch (name)
            {
                case "http-equiv": isContentType |= value.Equals("content-type", StringComparison.OrdinalIgnoreCase); break;
                case "content": content ??= value; break;
                case "charset" when !hasCharset: (named, hasCharset) = (value, true); break;
            }
        }

        if (!hasCharset && isContentType && content is not null) named = CharsetLabel.In(content.StartsWith("charset", StringComparison.OrdinalIgnoreCase) ? " " + content : content).ToString();
        return named is null ? null : CharsetLabel.Find(named);
    }

    /// <summary>The next attribute of the tag; false at the tag's end, which is passed.</summary>
    bool Attribute(out string name, out string value)
    {
        name = value = "";
        SkipAny(" \t\r\n\f/"u8);
        if (at >= page.Length) return false;
        if (page[at] == '>')
        {
            at++;
            return false;
        }

        var start = at;
        // A name may start with the sign that ends it.
        at++;
        SkipTo(" \t\r\n\f/>="u8);
        name = Encoding.Latin1.GetString(page[start..at]).ToLowerInvariant();
        SkipAny(" \t\r\n\f"u8);
        if (at >= page.Length || page[at] != '=') return true;
        at++;
        SkipAny(" \t\r\n\f"u8);
        if (at >= page.Length) return true;
        if (page[at] is (byte)'"' or (byte)'\'')
        {
            var quote = page[at++];
            var length = page[at..].IndexOf(quote);
            if (length < 0)
            {
                at = page.Length;
                return false;
            }

            value = Encoding.Latin1.GetString(page.Slice(at, length));
            at += length + 1;
            return true;
        }

        start = at;
        SkipTo(" \t\r\n\f>"u8);
        value = Encoding.Latin1.GetString(page[start..at]);
        return true;
    }

    static bool IsTag(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> name) =>
        rest.Length > name.Length + 1 && Ascii.EqualsIgnoreCase(rest.Slice(1, name.Length), name) && " \t\r\n\f/"u8.Contains(rest[name.Length + 1]);

    void SkipPast(ReadOnlySpan<byte> end, int from)
    {
        var found = page[Math.Min(at + from, page.Length)..].IndexOf(end);
        at = found < 0 ? page.Length : at + from + found + end.Length;
    }

    void SkipAny(ReadOnlySpan<byte> signs)
    {
        while (at < page.Length && signs.Contains(page[at])) at++;
    }

    void SkipTo(ReadOnlySpan<byte> signs)
    {
        while (at < page.Length && !signs.Contains(page[at])) at++;
    }
}
