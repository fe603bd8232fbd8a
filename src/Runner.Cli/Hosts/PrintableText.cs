using System.Globalization;

namespace Runner.Cli.Hosts;

/// <summary>Text of an inventory, which a program of someone else may have written, as a terminal may be given it.</summary>
static class PrintableText
{
    /// <summary>The text with what a terminal would obey replaced.</summary>
    public static string Of(string text) => string.Create(text.Length, text, static (chars, text) =>
    {
        for (var i = 0; i < chars.Length; i++)
            chars[i] = char.GetUnicodeCategory(text[i]) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator ? '�' : text[i];
    });
}
