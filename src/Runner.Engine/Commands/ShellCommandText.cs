using System.Buffers;
using System.Globalization;
using System.Text;
using Runner.Engine.Secrets;
using Runner.Sdk;

namespace Runner.Engine.Commands;

/// <summary>
/// A command as one line that any POSIX shell reads (Shell Command Language, section 2.2), its secrets masked. They are masked
/// before anything is quoted: a quote within a secret would change its form.
/// </summary>
static class ShellCommandText
{
    static readonly SearchValues<char> Plain = SearchValues.Create("%+,-./0123456789:=@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");

    public static string Of(EquivalentCommand command, SecretMasker masker)
    {
        var line = new StringBuilder();
        // Line breaks would end the line, and what a terminal might obey is shown as an escape: both would no longer be what is sent.
        if (command.Input is { } input) line.Append("printf %b ").Append(Quote(Escape(masker.MaskText(input)))).Append(" | ");
        for (var i = 0; i < command.Arguments.Count; i++)
        {
            if (i > 0) line.Append(' ');
            line.Append(Quote(masker.MaskText(command.Arguments[i])));
        }

        return line.ToString();
    }

    static string Quote(string argument) =>
        argument.Length > 0 && !argument.AsSpan().ContainsAnyExcept(Plain) ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>As printf's <c>%b</c> has it: of the escapes only those that every shell knows.</summary>
    static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\\') escaped.Append("\\\\");
            else if (rune.Value == '\n') escaped.Append("\\n");
            else if (rune.Value is >= ' ' and <= '~' || IsShown(rune)) escaped.Append(rune);
            else
            {
                foreach (var one in utf8[..rune.EncodeToUtf8(utf8)]) escaped.Append("\\0").Append(Convert.ToString(one, 8).PadLeft(3, '0'));
            }
        }

        return escaped.ToString();
    }

    static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
