namespace Runner.Workflows.Formatting;

/// <summary>Writes a file in Runner's layout. Keys keep their order, scalars their quotes, and lines break where the author broke them.</summary>
sealed class LayoutPrinter
{
    /// <summary>A value that stands below its key is moved beside it when the line stays as short as this.</summary>
    const int JoinedWidth = 100;

    readonly LineWriter lines = new();
    readonly CommentPlacer comments;
    readonly FlowPrinter flow;

    LayoutPrinter()
    {
        comments = new(lines);
        flow = new(lines, comments);
    }

    /// <summary>The file's text.</summary>
    public static string Print(FileLayout file)
    {
        var printer = new LayoutPrinter();
        printer.PrintFile(file);
        return printer.lines.Finish();
    }

    /// <summary>What stands before a node on its line.</summary>
    enum After
    {
        Nothing,
        Key,

        /// <summary>After <c>-</c>, <c>?</c>, or the <c>:</c> of an explicit key, a block collection can start on the same line.</summary>
        Indicator,
    }

    void PrintFile(FileLayout file)
    {
        foreach (var lexeme in file.Head)
        {
            comments.Begin(lexeme, 0, isFirst: false);
            lines.Write(lexeme.Text);
        }

        if (file.Root is { First: not null } root) PrintNode(root is BlockLayout or FlowLayout ? root : throw new LayoutException("it holds a single text"), -LineWriter.Step, After.Nothing, -1);
        foreach (var tail in file.Tail)
        {
            comments.Begin(tail, 0, isFirst: false);
            lines.Write(tail.Text);
        }

        comments.Write(file.End, 0, isFirst: false);
    }

    /// <summary>Writes a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="parent">The column of the key or indicator that it belongs to.</param>
    /// <param name="after">What stands before it.</param>
    /// <param name="written">The column where the author wrote that key or indicator.</param>
    void PrintNode(LayoutNode node, int parent, After after, int written)
    {
        var indent = parent + LineWriter.Step;
        var isAtStart = after == After.Nothing;
        foreach (var property in node.Properties)
        {
            if (isAtStart) comments.Begin(property, indent, isFirst: false);
            else comments.GoOn(property, indent, " ");
            isAtStart = false;
            lines.Write(property.Text);
        }

        switch (node)
        {
            case ScalarLayout { Text: null }:
                // A comment below a key without a value stands for what could be there.
                if (after == After.Key) comments.Ended(written + 1, indent);
                break;
            case ScalarLayout { Text: { } scalar }:
                Start(scalar, indent, isAtStart, scalar.Breaks > 0 && (ScalarText.IsLong(scalar.Text) || lines.Column + 1 + scalar.Text.Length > JoinedWidth));
                ScalarText.Write(scalar.Text, indent, lines);
                break;
            case BlockScalarLayout block:
                Start(block.Header, indent, isAtStart, false);
                lines.Write(block.Header.Text);
                if (block.HeaderComment is { } comment) lines.Comment(comment);
                foreach (var line in block.Lines) lines.Add(indent, line);
                break;
            case FlowLayout brackets:
                Start(brackets.Open!, indent, isAtStart, after == After.Key && (brackets.IsHanging || brackets.Open!.Breaks > 0));
                flow.Print(brackets, indent);
                break;
            case BlockLayout block:
                PrintEntries(block, indent, isCompact: after == After.Indicator && node.Properties.Count == 0, isRoot: isAtStart);
                break;
        }
    }

    void Start(Lexeme lexeme, int indent, bool isAtStart, bool isBelow)
    {
        if (isAtStart) comments.Begin(lexeme, indent, isFirst: false);
        else if (isBelow && !comments.IsPlaced(lexeme)) comments.Begin(lexeme, indent, isFirst: true);
        else comments.GoOn(lexeme, indent, " ");
    }

    void PrintEntries(BlockLayout block, int indent, bool isCompact, bool isRoot)
    {
        var column = 0;
        for (var i = 0; i < block.Entries.Count; i++)
        {
            var entry = block.Entries[i];
            var first = entry.First ?? throw new LayoutException("an entry has nothing to start with");
            if (i == 0) column = first.Column;
            if (indent == 0 && (first.Text.StartsWith("---", StringComparison.Ordinal) || first.Text.StartsWith("...", StringComparison.Ordinal))) throw new LayoutException($"`{first.Text[..3]}` at the start of a line would end the document");
            if (i == 0 && isCompact) comments.GoOn(first, indent, " ");
            else comments.Begin(first, indent, isFirst: i == 0 && !isRoot);

            if (entry.Mark is { } mark)
            {
                lines.Write(mark.Text);
                PrintNode(entry.Key ?? entry.Value, indent, After.Indicator, mark.Column);
                if (entry.Key is null || entry.Colon is not { } colon) continue;
                comments.Begin(colon, indent, isFirst: false);
                lines.Write(colon.Text);
                PrintNode(entry.Value, indent, After.Indicator, colon.Column);
            }
            else PrintPair(entry, indent, first.Column);
        }

        comments.Ended(column, indent);
    }

    void PrintPair(LayoutEntry entry, int indent, int written)
    {
        // Its first lexeme has been placed already, so that it goes where the line begins.
        comments.WasPlaced(entry.First!);
        PrintNode(entry.Key!, indent, After.Indicator, written);
        if (entry.Colon is not { } colon) throw new LayoutException("a key has no colon");
        comments.GoOn(colon, indent, ScalarText.ColonSpace(entry.Key!));
        lines.Write(colon.Text);
        PrintNode(entry.Value, indent, After.Key, written);
    }
}
