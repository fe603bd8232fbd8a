namespace Runner.Reporting;

/// <summary>A line below a failed step.</summary>
/// <param name="Depth">How far it is indented, from 0.</param>
/// <param name="Label">What the text is, or nothing. Not yet safe to print.</param>
/// <param name="Text">What is said. Not yet safe to print.</param>
sealed record DetailLine(int Depth, string Label, string Text)
{
    /// <summary>How the text is meant.</summary>
    internal Tone Tone { get; init; }

    /// <summary>How the label is meant.</summary>
    internal Tone LabelTone { get; init; } = Tone.Dim;

    /// <summary>How many rows it may take where the width is limited; what a person must read whole may take many.</summary>
    internal int MaxRows { get; init; } = 1;
}
