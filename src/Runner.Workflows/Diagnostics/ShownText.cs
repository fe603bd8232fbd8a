using System.Globalization;

namespace Runner.Workflows.Diagnostics;

/// <summary>Text of a file as it is shown: what a file says must not drive the terminal or tear a message apart.</summary>
static class ShownText
{
    const int MaxMessageLength = 1000;

    /// <summary>A message on one line, of bearable length.</summary>
    public static string OneLine(string text)
    {
        if (text.Length > MaxMessageLength) text = $"{text.AsSpan(0, MaxMessageLength)}…";
        return Array.Exists(text.ToCharArray(), Moves) ? new([.. text.Select(c => Moves(c) ? ' ' : c)]) : text;
    }

    /// <summary>A source line, as many characters as before. A tab is made visible, since it is often what is wrong.</summary>
    public static string SourceLine(string line) =>
        string.Create(line.Length, line, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = from[i] == '\t' ? '→' : Moves(from[i]) ? ' ' : from[i];
        });

    /// <summary>A name or text within a message.</summary>
    public static string Shorten(string text, int length = 40) =>
        text.Length <= length ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)}…";

    // Line breaks, escape sequences, and the invisible marks that turn the direction of writing.
    static bool Moves(char c) =>
        char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\u200e' or '\u200f';
}
