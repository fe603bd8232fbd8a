namespace Runner.Reporting;

/// <summary>Lines of what a remote command wrote.</summary>
static class OutputText
{
    const int TabWidth = 8;

    /// <summary>The lines, without what ends them, not yet safe to print. Tabs become the spaces that a terminal would show, but where a program reads them.</summary>
    internal static IEnumerable<string> LinesOf(string text, AnsiText output)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            var length = end > start && text[end - 1] == '\r' ? end - start - 1 : end - start;
            var line = text.Substring(start, length);
            yield return output.KeepsTabs ? line : Untabbed(line);
            start = end + 1;
        }
    }

    static string Untabbed(string line)
    {
        if (!line.Contains('\t')) return line;
        var parts = line.Split('\t');
        var columns = 0;
        for (var i = 0; i < parts.Length - 1; i++)
        {
            columns += DisplayWidth.Of(parts[i]);
            var gap = TabWidth - (columns % TabWidth);
            parts[i] += new string(' ', gap);
            columns += gap;
        }

        return string.Concat(parts);
    }
}
