namespace Runner.Reporting;

/// <summary>A row for each job: how its steps ended and how long it took. Columns in which nothing happened are left out.</summary>
static class SummaryTable
{
    // Thousands of jobs are a list, not a summary.
    const int MaxRows = 20;
    const int Gap = 2;
    const string TimeTitle = "time";

    internal static void Write(AnsiText output, Glyphs glyphs, LineLayout layout, IReadOnlyCollection<JobTally> jobs)
    {
        if (jobs.Count == 0) return;
        var columns = ColumnsOf(jobs);
        var timeWidth = TimeTitle.Length;
        var nameWidth = "job".Length;
        foreach (var job in jobs)
        {
            timeWidth = Math.Max(timeWidth, TimeOf(job).Length);
            nameWidth = Math.Max(nameWidth, DisplayWidth.Of(SafeText.OneLine(job.Name)));
        }
        var rest = Gap + timeWidth;
        foreach (var column in columns) rest += Gap + column.Width;
        nameWidth = Math.Clamp(layout.Width - LineLayout.Margin - 2 - rest, 3, nameWidth);
        var rule = new string(glyphs.Rule[0], Math.Min(2 + nameWidth + rest, layout.Width - LineLayout.Margin));

        output.Spaces(LineLayout.Margin).Write(Tone.Dim, rule).EndLine();
        output.Spaces(LineLayout.Margin + 2).Write(Tone.Dim, "job".PadRight(nameWidth));
        foreach (var column in columns) output.Spaces(Gap).Write(Tone.Dim, column.Title.PadLeft(column.Width));
        output.Spaces(Gap).Write(Tone.Dim, TimeTitle.PadLeft(timeWidth)).EndLine();

        var shown = 0;
        foreach (var job in jobs)
        {
            if (shown++ == MaxRows) break;
            output.Spaces(LineLayout.Margin).Write(Signs.ToneOf(job.Outcome, job.IsForgiven), Signs.Of(glyphs, job.Outcome)).Spaces(1);
            var name = DisplayWidth.Fit(SafeText.OneLine(job.Name), nameWidth, glyphs.Ellipsis);
            output.Write(Tone.Normal, name).Spaces(nameWidth - DisplayWidth.Of(name));
            foreach (var column in columns)
            {
                var text = column.Text(job);
                output.Spaces(Gap).Write(text == "0" ? Tone.Dim : column.Tone, text.PadLeft(column.Width));
            }
            output.Spaces(Gap).Write(Tone.Dim, TimeOf(job).PadLeft(timeWidth)).EndLine();
        }
        if (jobs.Count > MaxRows)
        {
            var more = glyphs.Ellipsis + " " + Amounts.Count(jobs.Count - MaxRows, "more job");
            output.Spaces(LineLayout.Margin + 2).Write(Tone.Dim, more).EndLine();
        }
        output.Spaces(LineLayout.Margin).Write(Tone.Dim, rule).EndLine();
    }

    static List<Column> ColumnsOf(IReadOnlyCollection<JobTally> jobs)
    {
        Column[] all =
        [
            new("items", Tone.Normal, ItemsOf),
            new("ok", Tone.Good, job => Amounts.Number(job.Succeeded)),
            new("failed", Tone.Bad, job => Amounts.Number(job.Failed)),
            new("skipped", Tone.Normal, job => Amounts.Number(job.Skipped)),
            new("cancelled", Tone.Warning, job => Amounts.Number(job.Cancelled)),
        ];
        var columns = new List<Column>();
        foreach (var column in all)
        {
            var width = column.Title.Length;
            var isUsed = column.Title == "ok";
            foreach (var job in jobs)
            {
                var text = column.Text(job);
                isUsed |= text is not ("" or "0");
                width = Math.Max(width, text.Length);
            }
            if (isUsed) columns.Add(column with { Width = width });
        }
        return columns;
    }

    // 41/43: of 43 items 41 have succeeded. The other columns count steps.
    static string ItemsOf(JobTally job) => job.Items is { } items ? Amounts.Number(items.Succeeded) + "/" + Amounts.Number(items.Total) : "";

    static string TimeOf(JobTally job) => job is { Duration: { } duration, Outcome: not Engine.Events.Outcome.Skipped } ? Amounts.Duration(duration) : "";

    sealed record Column(string Title, Tone Tone, Func<JobTally, string> Text)
    {
        internal int Width { get; init; }
    }
}
