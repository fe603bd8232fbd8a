using System.Text;

namespace Runner.Reporting;

/// <summary>
/// Text for a terminal as it is put together. All text goes through <see cref="SafeText"/>, so that only the control
/// sequences written here can reach the terminal (ECMA-48; the names in comments are its).
/// </summary>
/// <param name="color">Whether tones are shown.</param>
/// <param name="keepsTabs">Whether tabs stay tabs, for programs that read them.</param>
sealed class AnsiText(bool color, bool keepsTabs = false)
{
    const string Blanks = "                                                                ";

    readonly StringBuilder builder = new();

    /// <summary>Columns written since the last line ended.</summary>
    internal int Column { get; private set; }

    /// <summary>Whether tabs stay tabs.</summary>
    internal bool KeepsTabs => keepsTabs;

    internal bool IsEmpty => builder.Length == 0;

    internal AnsiText Write(Tone tone, string text)
    {
        if (text.Length == 0) return this;
        text = keepsTabs && text.Contains('\t') ? string.Join('\t', text.Split('\t').Select(SafeText.OneLine)) : SafeText.OneLine(text);
        Column += DisplayWidth.Of(text);
        var code = color ? CodeOf(tone) : null;
        if (code is not null) builder.Append("\e[").Append(code).Append('m');
        builder.Append(text);
        if (code is not null) builder.Append("\e[0m");
        return this;
    }

    internal AnsiText Spaces(int count)
    {
        if (count <= 0) return this;
        Column += count;
        // Not Append(' ', count): its vectorized fill is compiled at its first use, which a start can feel.
        for (; count > Blanks.Length; count -= Blanks.Length) builder.Append(Blanks);
        builder.Append(Blanks, 0, count);
        return this;
    }

    internal AnsiText EndLine()
    {
        builder.Append('\n');
        Column = 0;
        return this;
    }

    internal AnsiText Append(AnsiText other)
    {
        builder.Append(other.builder);
        Column = other.Column;
        return this;
    }

    /// <summary>To the first column, so many rows up, and everything from there erased (CUU, ED).</summary>
    internal AnsiText EraseRowsAbove(int rows)
    {
        builder.Append('\r');
        if (rows > 0) builder.Append("\e[").Append(Amounts.Number(rows)).Append('A');
        builder.Append("\e[J");
        Column = 0;
        return this;
    }

    internal AnsiText ShowCursor(bool show)
    {
        builder.Append(show ? "\e[?25h" : "\e[?25l");
        return this;
    }

    internal void Clear()
    {
        builder.Clear();
        Column = 0;
    }

    /// <summary>Writes all of it in one piece, so that the terminal never shows half a redraw, and starts afresh.</summary>
    internal void FlushTo(TextWriter writer)
    {
        if (builder.Length == 0) return;
        writer.Write(builder);
        writer.Flush();
        builder.Clear();
    }

    // Only colours of the user's own palette: they are readable on his background, whichever that is.
    static string? CodeOf(Tone tone) => tone switch
    {
        Tone.Dim => "2",
        Tone.Strong => "1",
        Tone.Good => "32",
        Tone.Bad => "31",
        Tone.Warning => "33",
        Tone.Accent => "36",
        _ => null,
    };
}
