namespace Runner.Plugins.Http;

/// <summary>Tells bodies that are no text by their first bytes, as browsers do (MIME Sniffing Standard, section 7.2).</summary>
static class BinaryBody
{
    const int Looked = 1445;

    internal static bool Is(ReadOnlySpan<byte> bytes, string? contentType)
    {
        if (bytes is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..]) return false;
        foreach (var each in bytes[..Math.Min(bytes.Length, Looked)])
        {
            // Zero bytes are half of UTF-16, which has no mark where a charset is declared.
            if (each is <= 0x08 or 0x0B or (>= 0x0E and <= 0x1A) or (>= 0x1C and <= 0x1F))
                return each != 0 || BodyCharset.Of(bytes, contentType).Encoding is not (System.Text.UnicodeEncoding or System.Text.UTF32Encoding);
        }
        return false;
    }
}
