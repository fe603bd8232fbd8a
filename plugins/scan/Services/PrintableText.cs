using System.Text;

namespace Runner.Plugins.Scan.Services;

/// <summary>What a peer said, fit for a terminal, a log and XML: one line of printable characters, cut.</summary>
static class PrintableText
{
    /// <summary>The text with runs of blanks and of what cannot be printed as one space or dot; null when nothing is left.</summary>
    /// <param name="text">The bytes, one a character.</param>
    /// <param name="longest">How many characters are kept at most.</param>
    internal static string? Of(string text, int longest)
    {
        var printable = new StringBuilder(Math.Min(text.Length, longest));
        foreach (var rune in Decoded(text).EnumerateRunes())
        {
            if (printable.Length >= longest) break;
            if (rune.Value is '\r' or '\n' or '\t' or ' ') Once(printable, ' ');
            else if (Rune.IsControl(rune) || rune == Rune.ReplacementChar || IsUnseen(rune)) Once(printable, '.');
            else printable.Append(rune.ToString());
        }
        if (printable.Length > longest) printable.Length = longest;
        if (printable.Length > 0 && char.IsHighSurrogate(printable[^1])) printable.Length--;
        var result = printable.ToString().Trim();
        return result.Length == 0 || result == "." ? null : result;
    }

    /// <summary>The bytes as UTF-8.</summary>
    internal static string Decoded(string bytes) => System.Text.Ascii.IsValid(bytes) ? bytes : Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));

    // Marks that turn the direction of text around, and the like, could make a report say what it does not.
    static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.Format
        or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator
        or System.Globalization.UnicodeCategory.PrivateUse or System.Globalization.UnicodeCategory.OtherNotAssigned;

    static void Once(StringBuilder to, char character)
    {
        if (to.Length > 0 && to[^1] != character) to.Append(character);
        else if (to.Length == 0 && character == '.') to.Append(character);
    }
}
