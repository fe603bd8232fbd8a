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
        if (command.Input is { } input) line.Append("printf %b ").Append(Quote(Escape(input.Span, masker))).Append(" | ");
        var variable = command.Variable is { } name ? $"${name}" : null;
        for (var i = 0; i < command.Arguments.Count; i++)
        {
            if (i > 0) line.Append(' ');
            line.Append(command.Arguments[i] == variable ? $"\"{variable}\"" : Quote(masker.MaskText(command.Arguments[i])));
        }

        // Nobody may end the comment, and with it begin a command.
        if (command.Notes.Count > 0) line.Append(" # ").Append(OneLine(masker.MaskText(string.Join("; ", command.Notes))));
        return line.ToString();
    }

    static string Quote(string argument) =>
        argument.Length > 0 && !argument.AsSpan().ContainsAnyExcept(Plain) ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    /// <summary>As printf's <c>%b</c> has it: of the escapes only those that every shell knows. What is no UTF-8 goes byte by byte.</summary>
    static string Escape(ReadOnlySpan<byte> input, SecretMasker masker)
    {
        // A secret that is given in base64 is known in that form only.
        var encoded = Convert.ToBase64String(input);
        if (masker.MaskText(encoded) == SecretMasker.Mask) return SecretMasker.Mask;
        var escaped = new StringBuilder(input.Length);
        while (input.Length > 0)
        {
            var text = 0;
            while (text < input.Length && Rune.DecodeFromUtf8(input[text..], out _, out var length) == OperationStatus.Done) text += length;
            AddText(escaped, masker.MaskText(Encoding.UTF8.GetString(input[..text])));
            if (text < input.Length) AddByte(escaped, input[text++]);
            input = input[text..];
        }

        return escaped.ToString();
    }

    static void AddText(StringBuilder escaped, string text)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value == '\\') escaped.Append("\\\\");
            else if (rune.Value == '\n') escaped.Append("\\n");
            else if (rune.Value is >= ' ' and <= '~' || IsShown(rune)) escaped.Append(rune);
            else
            {
                foreach (var one in utf8[..rune.EncodeToUtf8(utf8)]) AddByte(escaped, one);
            }
        }
    }

    static void AddByte(StringBuilder escaped, byte one) => escaped.Append("\\0").Append(Convert.ToString(one, 8).PadLeft(3, '0'));

    static string OneLine(string note)
    {
        var line = new StringBuilder(note.Length);
        foreach (var rune in note.EnumerateRunes())
        {
            if (IsShown(rune)) line.Append(rune);
            else line.Append(' ');
        }

        return line.ToString();
    }

    static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
