using System.Text;

namespace Runner.Workflows.Formatting;

/// <summary>Writes lines, and puts the comments at their ends where they belong.</summary>
sealed class LineWriter
{
    /// <summary>Columns per level.</summary>
    public const int Step = 2;

    /// <summary>Comments are not moved further right than this to line up: a long line beside them would make every line long.</summary>
    const int FurthestAlignment = 120;

    readonly List<Line> lines = [];
    readonly StringBuilder current = new();

    /// <summary>Whether a line has been begun that more can be written to.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Where the next character goes, from 0.</summary>
    public int Column => current.Length;

    /// <summary>Begins a line.</summary>
    public void NewLine(int indent)
    {
        if (IsOpen) Close(null);
        current.Append(' ', indent);
        IsOpen = true;
    }

    /// <summary>Leaves one line empty, but not the first.</summary>
    public void Blank()
    {
        if (IsOpen) Close(null);
        if (lines.Count > 0 && lines[^1].Text.Length > 0) lines.Add(new("", null));
    }

    /// <summary>Goes on with the line.</summary>
    public void Write(string text)
    {
        if (!IsOpen) throw new LayoutException("nothing may follow a comment on its line");
        current.Append(text);
    }

    /// <summary>Ends the line with a comment.</summary>
    public void Comment(Comment comment) => Close(comment);

    /// <summary>Adds a line.</summary>
    public void Add(int indent, string text)
    {
        NewLine(text.Length > 0 ? indent : 0);
        current.Append(text);
    }

    /// <summary>Adds a line that nothing follows.</summary>
    public void AddClosed(int indent, string text)
    {
        Add(indent, text);
        Close(null);
    }

    /// <summary>Everything that was written.</summary>
    public string Finish()
    {
        if (IsOpen) Close(null);
        var text = new StringBuilder();
        for (var i = 0; i < lines.Count;)
        {
            var end = i + 1;
            while (end < lines.Count && AreAligned(lines[i], lines[end])) end++;
            var column = 0;
            for (var n = i; n < end; n++) column = Math.Max(column, lines[n].Text.Length + 1);
            for (; i < end; i++)
            {
                text.Append(lines[i].Text);
                if (lines[i].Comment is { } comment) text.Append(' ', column > FurthestAlignment ? 1 : column - lines[i].Text.Length).Append(comment.Text);
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    static bool AreAligned(Line line, Line other) => line.Comment is { } mine && other.Comment is { } theirs && mine.Column == theirs.Column;

    void Close(Comment? comment)
    {
        lines.Add(new(current.ToString(), comment));
        current.Clear();
        IsOpen = false;
    }

    /// <summary>A line: what it says, and the comment at its end.</summary>
    readonly record struct Line(string Text, Comment? Comment);
}
