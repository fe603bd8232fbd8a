using System.Globalization;
using System.Text;

namespace Runner.Reporting.Tests;

/// <summary>
/// A terminal that knows the few control sequences the reporter may use, and fails on any other: text of a peer that
/// reached it unescaped would show up here.
/// </summary>
sealed class Screen(int width, int height) : TextWriter
{
    int width = width;
    readonly List<StringBuilder> rows = [new()];
    int row;
    int column;

    public override Encoding Encoding => Encoding.UTF8;

    internal bool CursorVisible { get; private set; } = true;

    /// <summary>How often a line was too long.</summary>
    internal int Wraps { get; private set; }

    internal int Writes { get; private set; }

    internal HashSet<string> Colors { get; } = [];

    /// <summary>All that was ever on it, scrolled off or not.</summary>
    internal string Text => string.Join('\n', rows.Select(row => row.ToString().Replace("\0", "", StringComparison.Ordinal).TrimEnd())).TrimEnd() + "\n";

    /// <summary>Makes it narrower, as most terminals do it: lines that are too long are wrapped, the cursor stays behind its character.</summary>
    internal void Reflow(int newWidth)
    {
        var text = string.Join('\n', rows.Select(row => row.ToString().Replace("\0", "", StringComparison.Ordinal)));
        rows.Clear();
        rows.Add(new());
        (width, row, column) = (newWidth, 0, 0);
        foreach (var rune in text.EnumerateRunes()) Put(rune);
    }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(StringBuilder? value) => Write(value?.ToString());

    public override void Write(string? value)
    {
        Writes++;
        var text = value.AsSpan();
        while (text.Length > 0)
        {
            if (text[0] == '\e')
            {
                var end = text.IndexOfAnyInRange('A', '~');
                if (text[1] == '[') end = 2 + text[2..].IndexOfAnyInRange('@', '~');
                Control(text[..(end + 1)].ToString());
                text = text[(end + 1)..];
                continue;
            }
            Rune.DecodeFromUtf16(text, out var rune, out var length);
            Put(rune);
            text = text[length..];
        }
    }

    void Put(Rune rune)
    {
        switch (rune.Value)
        {
            case '\r': column = 0; return;
            case '\n':
                row++;
                column = 0;
                while (rows.Count <= row) rows.Add(new());
                return;
            default:
                Rune.GetUnicodeCategory(rune).ShouldNotBeOneOf(UnicodeCategory.Control, UnicodeCategory.Format, UnicodeCategory.LineSeparator);
                if (DisplayWidth.Of(rune) == 0) return;
                if (column + DisplayWidth.Of(rune) > width && column > 0)
                {
                    Wraps++;
                    Put(new Rune('\n'));
                }
                var line = rows[row];
                line.Append(' ', Math.Max(0, column + 1 - line.Length));
                line[column] = rune.IsBmp ? (char)rune.Value : '?';
                column += DisplayWidth.Of(rune);
                // The second half of a wide character.
                if (line.Length < column) line.Append('\0');
                return;
        }
    }

    void Control(string sequence)
    {
        switch (sequence)
        {
            case "\e[?25l": CursorVisible = false; break;
            case "\e[?25h": CursorVisible = true; break;
            case "\e[J":
                rows[row].Length = Math.Min(rows[row].Length, column);
                rows.RemoveRange(row + 1, rows.Count - row - 1);
                break;
            case ['\e', '[', .. var count, 'A']:
                // It stops at the top of the screen.
                row = Math.Max(Math.Max(0, rows.Count - height), row - int.Parse(count, CultureInfo.InvariantCulture));
                break;
            case "\e[0m" or "\e[1m" or "\e[2m" or "\e[31m" or "\e[32m" or "\e[33m" or "\e[36m": Colors.Add(sequence); break;
            default: throw new InvalidOperationException("A control sequence reached the terminal: " + sequence.Replace("\e", "ESC", StringComparison.Ordinal));
        }
    }
}
