namespace Runner.Workflows.Diagnostics.Reference;

/// <summary>The page of the reference on one code.</summary>
/// <param name="Code">The code, such as <c>RUN0203</c>.</param>
/// <param name="Title">What it means, in a few words.</param>
/// <param name="Summary">What it means, in a sentence or two, on one line.</param>
/// <param name="Text">The whole page, in Markdown.</param>
public sealed record DiagnosticPage(string Code, string Title, string Summary, string Text)
{
    /// <summary>Reads a page: a heading <c># RUN0203: title</c>, and its first paragraph is the summary.</summary>
    internal static DiagnosticPage Parse(string text)
    {
        var blocks = text.Split("\n\n", 3);
        var heading = blocks[0].TrimStart('#', ' ').Split(": ", 2);
        return new(heading[0], heading[1], blocks[1].Replace('\n', ' '), text);
    }
}
