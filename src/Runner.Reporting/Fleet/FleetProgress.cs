namespace Runner.Reporting;

/// <summary>The lines at the bottom that show how far it has come, and who takes long.</summary>
sealed class FleetProgress(string title, FleetTally tally, Glyphs glyphs, TimeProvider time)
{
    const int MostNamed = 4;
    static readonly TimeSpan SpinnerStep = TimeSpan.FromMilliseconds(80);
    static readonly TimeSpan TakesLong = TimeSpan.FromSeconds(3);

    readonly string title = SafeText.OneLine(title);

    /// <summary>Writes the lines, without the last one's end.</summary>
    internal void Draw(AnsiText output, DrawnLines drawn, int width, TimeSpan elapsed)
    {
        var layout = new LineLayout(glyphs, width);
        var note = Amounts.Number(tally.Ended) + "/" + Amounts.Number(tally.Total);
        var failed = tally.Count(HostState.Exited) + tally.Count(HostState.Failed);
        if (failed > 0) note += ", " + Amounts.Number(failed) + " failed";
        if (tally.RunningCount > 0) note += ", " + Amounts.Number(tally.RunningCount) + " running";
        layout.Write(output, Tone.Accent, glyphs.Spinner[(int)(elapsed / SpinnerStep % glyphs.Spinner.Length)], "", title, Tone.Dim, note, Amounts.Ticking(elapsed));
        drawn.Add(output.Column);

        var now = time.GetUtcNow();
        var slow = tally.Running.Where(host => now - host.Value > TakesLong).Take(MostNamed).Select(host => SafeText.OneLine(host.Key.Name) + " " + Amounts.Duration(TimeSpan.FromSeconds(Math.Floor((now - host.Value).TotalSeconds)))).ToList();
        if (slow.Count == 0) return;
        output.EndLine().Spaces(LineLayout.Margin + 2).Write(Tone.Dim, DisplayWidth.Fit("waits for " + string.Join(", ", slow) + (tally.RunningCount > slow.Count ? ", " + glyphs.Ellipsis : ""), layout.Width - LineLayout.Margin - 2, glyphs.Ellipsis));
        drawn.Add(output.Column);
    }
}
