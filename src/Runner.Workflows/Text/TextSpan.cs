namespace Runner.Workflows.Text;

/// <summary>A range of characters.</summary>
/// <param name="Start">Offset of the first character, from 0.</param>
/// <param name="Length">How many characters; 0 is a place between two.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>Offset after the last character.</summary>
    public int End => Start + Length;

    /// <summary>The span from one offset up to another.</summary>
    public static TextSpan Between(int start, int end) => new(start, Math.Max(0, end - start));
}
