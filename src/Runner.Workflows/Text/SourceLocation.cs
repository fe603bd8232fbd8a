namespace Runner.Workflows.Text;

/// <summary>A range of characters in a file.</summary>
public readonly record struct SourceLocation(SourceText Source, TextSpan Span)
{
    /// <summary>Where it starts.</summary>
    public LinePosition Start => Source.PositionOf(Span.Start);

    /// <summary>Where it ends.</summary>
    public LinePosition End => Source.PositionOf(Span.End);

    /// <summary><c>file:line:column</c> of the start.</summary>
    public override string ToString() => $"{Source.Path}:{Start}";
}
