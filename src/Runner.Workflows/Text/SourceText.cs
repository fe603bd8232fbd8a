namespace Runner.Workflows.Text;

/// <summary>The text of a file, with what is needed to name a place in it.</summary>
public sealed class SourceText
{
    readonly Lazy<int[]> lineStarts;

    /// <summary>Makes a source text.</summary>
    /// <param name="path">The path as the user named it; it is what diagnostics print.</param>
    /// <param name="content">The whole text.</param>
    public SourceText(string path, string content)
    {
        Path = path;
        Content = content;
        lineStarts = new(() => FindLineStarts(content));
    }

    /// <summary>The path as the user named it.</summary>
    public string Path { get; }

    /// <summary>Where the file is, whatever the working directory; paths in it start from its folder.</summary>
    public string FullPath { get => field ?? System.IO.Path.GetFullPath(Path); init; }

    /// <summary>The whole text.</summary>
    public string Content { get; }

    /// <summary>The line and column of an offset.</summary>
    public LinePosition PositionOf(int offset)
    {
        offset = Math.Clamp(offset, 0, Content.Length);
        var found = Array.BinarySearch(lineStarts.Value, offset);
        var line = found >= 0 ? found : ~found - 1;
        return new(line + 1, offset - lineStarts.Value[line] + 1);
    }

    /// <summary>The offset of a line and column, both counted from 1.</summary>
    public int OffsetOf(int line, int column) => lineStarts.Value[line - 1] + column - 1;

    /// <summary>The text of a line, counted from 1, without its line break.</summary>
    public string Line(int number)
    {
        var starts = lineStarts.Value;
        var start = starts[number - 1];
        var end = number < starts.Length ? starts[number] : Content.Length;
        return Content[start..end].TrimEnd('\r', '\n');
    }

    /// <summary>The part of the text that a span covers.</summary>
    public string Slice(TextSpan span) => Content.Substring(span.Start, span.Length);

    static int[] FindLineStarts(string content)
    {
        var starts = new List<int> { 0 };
        for (var i = content.IndexOf('\n'); i >= 0; i = content.IndexOf('\n', i + 1)) starts.Add(i + 1);
        return [.. starts];
    }
}
