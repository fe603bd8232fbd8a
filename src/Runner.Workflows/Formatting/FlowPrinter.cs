namespace Runner.Workflows.Formatting;

/// <summary>Writes mappings and lists in brackets: on the lines where the author put them, lined up.</summary>
sealed class FlowPrinter(LineWriter lines, CommentPlacer comments)
{
    /// <summary>Beyond this column, what follows on further lines is not lined up with the bracket.</summary>
    const int FurthestBracket = 80;

    /// <summary>Writes a node in brackets whose place has been found.</summary>
    /// <param name="node">The node, after its properties.</param>
    /// <param name="indent">The column that its lines are indented to, at least.</param>
    public void Print(FlowLayout node, int indent)
    {
        if (node.Open is not { } open || node.Close is not { } close)
        {
            comments.WasPlaced(node.Entries[0].First!);
            PrintEntry(node.Entries[0], indent);
            return;
        }

        var bracket = lines.Column;
        lines.Write(open.Text);
        var inner = node.IsHanging || bracket > FurthestBracket ? indent + LineWriter.Step : bracket + (node.IsMapping ? 2 : 1);
        var breaks = false;
        for (var i = 0; i < node.Entries.Count; i++)
        {
            var entry = node.Entries[i];
            var first = entry.First ?? close;
            if (breaks || comments.IsHolding || first.StartsLine) comments.Begin(first, inner, isFirst: i == 0);
            else lines.Write(i > 0 || node.IsMapping ? " " : "");
            comments.WasPlaced(first);
            PrintEntry(entry, inner);
            breaks = PrintComma(entry, isLast: i == node.Entries.Count - 1, close);
        }

        if (comments.IsHolding || close.Comments.Count > 0 || (node.Entries.Count > 0 && (breaks || close.Breaks > 0)))
            comments.Begin(close with { Breaks = 1 }, node.IsHanging ? indent : bracket, isFirst: true);
        else if (node.Entries.Count > 0 && (NeedsSpace(node.Entries[^1]) || (node.IsMapping && !EndsWithColon(node.Entries[^1])))) lines.Write(" ");
        lines.Write(close.Text);
    }

    /// <summary>Writes the comma after an entry. One before the closing bracket stays only where that starts a line.</summary>
    /// <returns>Whether what follows the comma starts a line because the comma did.</returns>
    bool PrintComma(LayoutEntry entry, bool isLast, Lexeme close)
    {
        if (entry.Comma is not { } comma) return false;
        var breaks = comma.StartsLine;
        if (!isLast || breaks || close.StartsLine)
        {
            if (NeedsSpace(entry)) lines.Write(" ");
            lines.Write(comma.Text);
        }

        comments.Hold(comma);
        return breaks;
    }

    /// <summary>Whether what comes right after an entry would be read as a part of it.</summary>
    static bool NeedsSpace(LayoutEntry entry)
    {
        if (entry.Value is FlowLayout { Open: null } pair) return NeedsSpace(pair.Entries[0]);
        if (entry.Colon is not null && entry.Value.First is null) return true;
        var last = entry.Colon is null && entry.Key is not null ? entry.Key : entry.Value;
        return last is ScalarLayout scalar && (scalar.Text is { Text: ['*', ..], SpaceFollows: true } || (scalar.Text is null && scalar.Properties is [.., { SpaceFollows: true }]));
    }

    /// <summary>Whether a blank right after an entry would make its last character the colon of a key.</summary>
    static bool EndsWithColon(LayoutEntry entry) => (entry.Colon is null && entry.Key is not null ? entry.Key : entry.Value) is ScalarLayout { Text.Text: [.., ':'] };

    void PrintEntry(LayoutEntry entry, int indent)
    {
        if (entry.Mark is { } mark)
        {
            comments.GoOn(mark, indent, "");
            lines.Write(mark.Text);
        }

        if (entry.Key is { } key)
        {
            PrintNode(key, indent);
            if (entry.Colon is { } colon)
            {
                // A comment before it follows it: a key and its colon stay on one line.
                if (key.First is null) comments.GoOn(colon, indent, "");
                else comments.Hold(colon);
                lines.Write(ScalarText.ColonSpace(key));
                lines.Write(colon.Text);
            }
        }

        PrintNode(entry.Value, indent);
    }

    void PrintNode(LayoutNode node, int indent)
    {
        // What follows a key on a line of its own is indented further than the key.
        foreach (var property in node.Properties)
        {
            comments.GoOn(property, indent + LineWriter.Step, " ");
            lines.Write(property.Text);
        }

        switch (node)
        {
            case ScalarLayout { Text: { } scalar }:
                comments.GoOn(scalar, indent + LineWriter.Step, " ");
                ScalarText.Write(scalar.Text, indent + LineWriter.Step, lines);
                break;
            case FlowLayout { First: { } first } brackets:
                comments.GoOn(brackets.Open ?? first, indent + LineWriter.Step, " ");
                Print(brackets, indent);
                break;
        }
    }
}
