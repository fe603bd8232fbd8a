namespace Runner.Workflows.Formatting;

/// <summary>Puts lexemes on lines, and the comments before them where they belong.</summary>
sealed class CommentPlacer(LineWriter lines)
{
    readonly List<(int Column, int Indent)> ended = [];
    readonly List<Comment> held = [];
    Lexeme? placed;

    /// <summary>A block has ended: a comment that follows may still be its own.</summary>
    /// <param name="column">Where the author indented it to.</param>
    /// <param name="indent">Where it is indented to now.</param>
    public void Ended(int column, int indent) => ended.Add((column, indent));

    /// <summary>Keeps comments of a lexeme that was written before them for whatever comes next.</summary>
    public void Hold(Lexeme lexeme) => held.AddRange(lexeme.Comments);

    /// <summary>Whether comments wait for their place.</summary>
    public bool IsHolding => held.Count > 0;

    /// <summary>Says that a lexeme is where it should be, before whoever writes it asks.</summary>
    public void WasPlaced(Lexeme lexeme) => placed = lexeme;

    /// <summary>Whether that has been said of a lexeme.</summary>
    public bool IsPlaced(Lexeme lexeme) => ReferenceEquals(lexeme, placed);

    /// <summary>Begins a line for a lexeme.</summary>
    /// <param name="lexeme">The lexeme.</param>
    /// <param name="indent">The column for it and for comments that stand before it.</param>
    /// <param name="isFirst">Whether it is the first of its block, where no line is left empty.</param>
    public void Begin(Lexeme lexeme, int indent, bool isFirst)
    {
        var isAfterComment = Write(lexeme, indent, isFirst);
        if (lexeme.Breaks > 1 && (isAfterComment || !isFirst)) lines.Blank();
        lines.NewLine(indent);
        ended.Clear();
    }

    /// <summary>Goes on with the line, unless a comment ends it.</summary>
    public void GoOn(Lexeme lexeme, int indent, string space)
    {
        var isPlaced = IsPlaced(lexeme);
        placed = null;
        if (isPlaced) return;
        if (held.Count > 0 || lexeme.Comments.Count > 0)
        {
            Begin(lexeme, indent, isFirst: true);
            return;
        }

        lines.Write(space);
        ended.Clear();
    }

    /// <summary>Writes the comments before a lexeme.</summary>
    /// <returns>Whether the last of them has a line of its own.</returns>
    public bool Write(Lexeme lexeme, int indent, bool isFirst)
    {
        var hasLine = false;
        var level = 0;
        held.AddRange(lexeme.Comments);
        foreach (var comment in held)
        {
            if (comment.Breaks == 0 && lines.IsOpen)
            {
                lines.Comment(comment);
                continue;
            }

            if (comment.Breaks > 1 && (hasLine || !isFirst)) lines.Blank();
            lines.AddClosed(IndentFor(comment, lexeme, indent, ref level), comment.Text);
            hasLine = true;
        }

        held.Clear();
        return hasLine;
    }

    /// <summary>A comment belongs to the innermost block that ended before it and that it is indented like; else to what follows.</summary>
    /// <param name="comment">The comment.</param>
    /// <param name="lexeme">What follows.</param>
    /// <param name="indent">Where that goes.</param>
    /// <param name="level">How many blocks the comments before have left: none of them returns.</param>
    int IndentFor(Comment comment, Lexeme lexeme, int indent, ref int level)
    {
        for (; level < ended.Count; level++)
        {
            // A list may stand right below its key, in the same column: what follows there is the key's neighbour.
            var outer = level + 1 < ended.Count ? ended[level + 1].Column : lexeme.Text.Length > 0 ? lexeme.Column : -1;
            if (comment.Column >= Math.Max(ended[level].Column, outer + 1)) return ended[level].Indent;
        }

        return indent;
    }
}
