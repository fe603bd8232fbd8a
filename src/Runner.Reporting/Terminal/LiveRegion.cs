using System.Text;

namespace Runner.Reporting;

/// <summary>
/// The lines at the bottom that show what runs now. They are drawn below the permanent lines, without a line end after
/// the last, and erased before anything else is written.
/// </summary>
sealed class LiveRegion(Glyphs glyphs, TimeProvider time)
{
    /// <summary>What takes no longer is never shown as running: fast runs do not flicker.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(150);

    const int MaxEntries = 8;
    static readonly TimeSpan SpinnerStep = TimeSpan.FromMilliseconds(80);

    readonly DrawnLines drawn = new();

    /// <summary>Whether something of it is on the screen.</summary>
    internal bool IsVisible => drawn.Count > 0;

    /// <summary>Erases what is drawn.</summary>
    internal void Erase(AnsiText output, TerminalSize size) => drawn.Erase(output, size);

    /// <summary>Draws what has been running for a while, the oldest first.</summary>
    internal void Draw(AnsiText output, IEnumerable<LiveEntry> running, TerminalSize size)
    {
        var now = time.GetTimestamp();
        var count = 0;
        foreach (var entry in running)
        {
            // They are in the order in which they began.
            if (time.GetElapsedTime(entry.Started, now) <= Patience) break;
            count++;
        }
        if (count == 0) return;

        // Half of the screen at most: what has happened stays in sight, and a narrower window still holds the lines when it wraps them.
        var rows = Math.Max(1, size.Height / 2);
        var shown = count <= Math.Min(rows, MaxEntries) ? count : Math.Min(rows - 1, MaxEntries);
        var layout = new LineLayout(glyphs, size.Width);
        foreach (var entry in running)
        {
            if (drawn.Count == shown) break;
            StartLine(output);
            WriteEntry(output, layout, entry, now);
            drawn.Add(output.Column);
        }
        if (shown == count) return;
        StartLine(output);
        var more = shown == 0 ? Amounts.Number(count) + " running" : "and " + Amounts.Number(count - shown) + " more";
        output.Spaces(LineLayout.Margin).Write(Tone.Dim, DisplayWidth.Fit(glyphs.Ellipsis + " " + more, layout.Width - LineLayout.Margin, glyphs.Ellipsis));
        drawn.Add(output.Column);
    }

    void StartLine(AnsiText output)
    {
        if (drawn.Count > 0) output.EndLine();
    }

    void WriteEntry(AnsiText output, LineLayout layout, LiveEntry entry, long now)
    {
        var elapsed = time.GetElapsedTime(entry.Started, now);
        var waiting = entry is WaitingJob or RunningStep { Wait: not null };
        var sign = waiting ? glyphs.Retry : glyphs.Spinner[(int)(elapsed / SpinnerStep % glyphs.Spinner.Length)];
        var note = entry switch
        {
            RunningStep step => NoteOf(step, layout.Width, now),
            RunningLoop loop => NoteOf(loop, layout.Width, now),
            WaitingJob job => "waits for a place in " + job.Group,
            _ => "",
        };
        layout.Write(output, waiting ? Tone.Warning : Tone.Accent, sign, entry.Prefix, entry.Name, Tone.Dim, note, Amounts.Ticking(elapsed));
    }

    string NoteOf(RunningLoop loop, int width, long now)
    {
        var note = Amounts.Number(loop.Ended) + "/" + Amounts.Number(loop.Total);
        if (width >= 70) note = BarOf(loop.Fraction, width - 20) + "  " + note;
        if (loop.Failed > 0) note += "  " + Amounts.Number(loop.Failed) + " failed";
        // Tenths of a second would be a precision that it does not have.
        if (loop.Left(time, now) is { } left) note += "  ~" + Amounts.Duration(TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(left.TotalSeconds)))) + " left";
        return note;
    }

    string NoteOf(RunningStep step, int width, long now)
    {
        if (step.Wait is { } wait)
        {
            var left = wait - time.GetElapsedTime(step.WaitStarted, now);
            if (left < TimeSpan.Zero) left = TimeSpan.Zero;
            return "attempt " + OfAttempts(step.Attempt + 1, step.Attempts) + " in " + Amounts.Ticking(left);
        }
        var note = step.Attempt > 1 ? "attempt " + OfAttempts(step.Attempt, step.Attempts) : "";
        if (step.Fraction is { } fraction) note = Join(note, BarOf(fraction, width));
        return Join(note, step.Message);
    }

    static string OfAttempts(int attempt, int attempts) => Amounts.Number(attempt) + " of " + Amounts.Number(attempts);

    string Join(string left, string right) => left.Length == 0 || right.Length == 0 ? left + right : left + " " + glyphs.Dot + " " + right;

    string BarOf(double fraction, int width)
    {
        var percent = Amounts.Number((long)(fraction * 100)).PadLeft(3) + "%";
        var length = width switch { >= 70 => 20, >= 50 => 10, _ => 0 };
        if (length == 0) return percent.TrimStart();
        var full = (int)(fraction * length);
        var bar = new StringBuilder();
        for (var i = 0; i < length; i++) bar.Append(i < full ? glyphs.BarFull : glyphs.BarEmpty);
        return bar.Append(' ').Append(percent).ToString();
    }
}
