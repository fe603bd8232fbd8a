namespace Runner.Reporting;

/// <summary>Texts of several lines, such as a compiler's messages, as lines of details.</summary>
static class DetailText
{
    /// <summary>Adds the line; what follows a line feed in its text comes below it, indented further.</summary>
    internal static void Add(List<DetailLine> lines, DetailLine line)
    {
        var end = line.Text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0)
        {
            lines.Add(line);
            return;
        }
        lines.Add(line with { Text = line.Text[..end].TrimEnd('\r') });
        Excerpt.Add(lines, line.Depth + 1, line.Text[(end + 1)..]);
    }
}
