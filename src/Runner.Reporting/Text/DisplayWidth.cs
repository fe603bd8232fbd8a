using System.Globalization;
using System.Text;

namespace Runner.Reporting;

/// <summary>How many columns text takes in a terminal. Where terminals differ it says the larger number, so that lines never wrap.</summary>
static class DisplayWidth
{
    internal static int Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text.Length;
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Of(rune);
        return width;
    }

    /// <summary>The text in at most so many columns, its end replaced by the ellipsis when it is longer.</summary>
    internal static string Fit(string text, int width, string ellipsis)
    {
        if (width <= 0) return "";
        // No column holds less than half a char; what is longer cannot fit and need not be measured whole.
        if (text.Length <= width * 8 && Of(text) <= width) return text;
        var mark = Of(ellipsis) <= width ? ellipsis : "";
        return string.Concat(text.AsSpan(0, LengthWithin(text, width - Of(mark))).TrimEnd(), mark);
    }

    /// <summary>How many chars of the text's start fit in so many columns.</summary>
    internal static int LengthWithin(ReadOnlySpan<char> text, int width)
    {
        var (length, columns) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            columns += Of(rune);
            if (columns > width) break;
            length += rune.Utf16SequenceLength;
        }
        return Math.Min(length, text.Length);
    }

    /// <summary>The text in lines of at most so many columns, broken at spaces where there are some; the last is cut when there are too many.</summary>
    internal static List<string> Wrap(string text, int width, int maxLines, string ellipsis)
    {
        var lines = new List<string>();
        width = Math.Max(1, width);
        while (lines.Count < maxLines - 1)
        {
            var length = LengthWithin(text, width);
            if (length >= text.Length) break;
            // A wide character in one column: it must go somewhere.
            if (length == 0) length = char.IsSurrogatePair(text, 0) ? 2 : 1;
            var space = text.LastIndexOf(' ', Math.Min(length, text.Length - 1), Math.Min(length, text.Length - 1) + 1);
            var end = space > 0 ? space : length;
            lines.Add(text[..end]);
            text = text[end..].TrimStart(' ');
        }
        if (text.Length > 0 || lines.Count == 0) lines.Add(Fit(text, width, ellipsis));
        return lines;
    }

    internal static int Of(Rune rune)
    {
        var code = rune.Value;
        if (code < 0x300) return 1;
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format) return 0;
        return IsWide(code) ? 2 : 1;
    }

    // The wide and emoji ranges of Unicode's EastAsianWidth.txt (UAX 11), joined where only unassigned code points lie between.
    static bool IsWide(int code) => code is
        (>= 0x1100 and <= 0x115F) or (>= 0x231A and <= 0x231B) or (>= 0x2329 and <= 0x232A) or (>= 0x23E9 and <= 0x23F3)
        or (>= 0x25FD and <= 0x25FE) or (>= 0x2614 and <= 0x2615) or (>= 0x2648 and <= 0x2653) or 0x267F or 0x2693 or 0x26A1
        or (>= 0x26AA and <= 0x26AB) or (>= 0x26BD and <= 0x26BE) or (>= 0x26C4 and <= 0x26C5) or 0x26CE or 0x26D4 or 0x26EA
        or (>= 0x26F2 and <= 0x26F5) or 0x26FA or 0x26FD or 0x2705 or (>= 0x270A and <= 0x270B) or 0x2728 or 0x274C or 0x274E
        or (>= 0x2753 and <= 0x2757) or (>= 0x2795 and <= 0x2797) or 0x27B0 or 0x27BF or (>= 0x2B1B and <= 0x2B1C) or 0x2B50 or 0x2B55
        or (>= 0x2E80 and <= 0x303E) or (>= 0x3041 and <= 0xA4CF) or (>= 0xA960 and <= 0xA97C) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE10 and <= 0xFE19) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60)
        or (>= 0xFFE0 and <= 0xFFE6) or (>= 0x16FE0 and <= 0x1B2FF) or (>= 0x1F004 and <= 0x1F64F) or (>= 0x1F680 and <= 0x1F6FF)
        or (>= 0x1F7E0 and <= 0x1F7F0) or (>= 0x1F90C and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
