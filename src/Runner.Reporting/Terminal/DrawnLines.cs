namespace Runner.Reporting;

/// <summary>What is drawn at the bottom of a terminal and erased before anything else is written: how wide each line is.</summary>
sealed class DrawnLines
{
    readonly List<int> widths = [];

    internal int Count => widths.Count;

    internal void Add(int width) => widths.Add(width);

    /// <summary>Erases them. The terminal may have become narrower since and have wrapped them.</summary>
    internal void Erase(AnsiText output, TerminalSize size)
    {
        if (widths.Count == 0) return;
        var rows = 0;
        foreach (var width in widths) rows += Math.Max(1, (width + size.Width - 1) / Math.Max(1, size.Width));
        output.EraseRowsAbove(Math.Min(rows, Math.Max(1, size.Height)) - 1);
        widths.Clear();
    }
}
