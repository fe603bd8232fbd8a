namespace Runner.Workflows.Formatting;

/// <summary>A comment as it stands in the file.</summary>
/// <param name="Text">From its <c>#</c> to the last character that is no blank.</param>
/// <param name="Column">Where it starts, from 0.</param>
/// <param name="Breaks">Line breaks between it and what comes before; none makes it a trailing comment.</param>
readonly record struct Comment(string Text, int Column, int Breaks);

/// <summary>A piece of the file that is neither blank nor comment: a scalar, an alias, a property, a bracket, an indicator.</summary>
/// <param name="Text">As it is written.</param>
/// <param name="Column">Where it starts, from 0.</param>
/// <param name="Breaks">Line breaks between it and the lexeme or the comment before.</param>
/// <param name="Comments">The comments between it and the lexeme before.</param>
/// <param name="SpaceFollows">Whether a blank comes right after: names of anchors and tags may hold nearly any other character.</param>
sealed record Lexeme(string Text, int Column, int Breaks, IReadOnlyList<Comment> Comments, bool SpaceFollows)
{
    /// <summary>Whether it cannot stand on the line of what comes before.</summary>
    public bool StartsLine => Breaks > 0 || Comments.Count > 0;
}

/// <summary>A node as it is written: what YAML says about it, and every lexeme with the comments around.</summary>
/// <param name="Properties">Its anchor and its tag.</param>
abstract record LayoutNode(IReadOnlyList<Lexeme> Properties)
{
    /// <summary>What it starts with; null when nothing is written.</summary>
    public Lexeme? First => Properties.Count > 0 ? Properties[0] : FirstOfContent;

    protected abstract Lexeme? FirstOfContent { get; }
}

/// <summary>A plain or quoted scalar, or an alias; null when nothing is written.</summary>
sealed record ScalarLayout(IReadOnlyList<Lexeme> Properties, Lexeme? Text) : LayoutNode(Properties)
{
    protected override Lexeme? FirstOfContent => Text;
}

/// <summary>A literal or folded scalar.</summary>
sealed record BlockScalarLayout(IReadOnlyList<Lexeme> Properties, Lexeme Header, Comment? HeaderComment, IReadOnlyList<string> Lines) : LayoutNode(Properties)
{
    protected override Lexeme? FirstOfContent => Header;
}

/// <summary>A mapping or a list by indentation.</summary>
sealed record BlockLayout(IReadOnlyList<Lexeme> Properties, IReadOnlyList<LayoutEntry> Entries) : LayoutNode(Properties)
{
    protected override Lexeme? FirstOfContent => Entries.Count > 0 ? Entries[0].First : null;
}

/// <summary>A mapping or a list in brackets. The pair in <c>[a: b]</c> is a mapping that has none.</summary>
sealed record FlowLayout(IReadOnlyList<Lexeme> Properties, Lexeme? Open, IReadOnlyList<LayoutEntry> Entries, Lexeme? Close) : LayoutNode(Properties)
{
    public bool IsMapping => Open is null or { Text: "{" };

    /// <summary>What follows the opening bracket.</summary>
    public Lexeme? Inside => Entries.Count > 0 ? Entries[0].First ?? Close : Close;

    /// <summary>Whether the opening bracket ends its line, so that what it holds stands below.</summary>
    public bool IsHanging => Open is not null && Inside is { } inside && (Entries.Count > 0 ? inside.StartsLine : inside.Comments.Count > 0);

    protected override Lexeme? FirstOfContent => Open ?? (Entries.Count > 0 ? Entries[0].First : null);
}

/// <summary>An entry of a mapping, or an item of a list.</summary>
/// <param name="Mark"><c>-</c>, or the <c>?</c> of an explicit key.</param>
/// <param name="Key">The key; null in lists.</param>
/// <param name="Colon">What stands between key and value; missing where a key has none.</param>
/// <param name="Value">The value or the item.</param>
/// <param name="Comma">What follows, in brackets.</param>
sealed record LayoutEntry(Lexeme? Mark, LayoutNode? Key, Lexeme? Colon, LayoutNode Value, Lexeme? Comma)
{
    public Lexeme? First => Mark ?? Key?.First ?? Colon ?? Value.First ?? Comma;
}

/// <summary>A whole file.</summary>
/// <param name="Head">Directives and <c>---</c>, as far as there are any.</param>
/// <param name="Root">The document; null when the file has none.</param>
/// <param name="Tail"><c>...</c>, as far as it is there.</param>
/// <param name="End">The end of the file, with the comments before it.</param>
sealed record FileLayout(IReadOnlyList<Lexeme> Head, LayoutNode? Root, IReadOnlyList<Lexeme> Tail, Lexeme End);
