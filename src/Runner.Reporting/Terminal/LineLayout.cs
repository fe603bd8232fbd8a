namespace Runner.Reporting;

/// <summary>
/// A line of a list: a sign, a name, a note, and a time at the right edge. What does not fit loses its end: the note
/// first, then the name; the time stays.
/// </summary>
sealed class LineLayout(Glyphs glyphs, int terminalWidth)
{
    /// <summary>Columns before everything.</summary>
    internal const int Margin = 2;

    // A time at the far edge of a very wide terminal is hard to connect with its name.
    const int MaxWidth = 100;
    const int ShortestNote = 6;

    /// <summary>Columns that a line may take. The last column stays free: terminals differ in when they wrap there.</summary>
    internal int Width { get; } = Math.Max(12, Math.Min(terminalWidth - 1, MaxWidth));

    internal void Write(AnsiText output, Tone signTone, string sign, string prefix, string name, Tone noteTone, string note, string time)
    {
        note = SafeText.OneLine(note);
        output.Spaces(Margin).Write(signTone, sign).Spaces(1);
        var room = Width - output.Column - (time.Length > 0 ? time.Length + 2 : 0);
        // The name gives way to the note down to half of the room.
        var wanted = DisplayWidth.Of(prefix) + DisplayWidth.Of(name);
        var noteWidth = note.Length == 0 ? 0 : DisplayWidth.Of(note) + 2;
        var nameRoom = wanted + noteWidth <= room ? wanted : Math.Min(wanted, Math.Max(room - noteWidth, room / 2));
        if (note.Length > 0 && room - nameRoom - 2 < ShortestNote)
        {
            note = "";
            nameRoom = Math.Min(wanted, room);
        }
        // A long job's name must leave something of the step's.
        if (wanted > nameRoom && DisplayWidth.Of(prefix) > nameRoom / 2)
            prefix = DisplayWidth.Fit(prefix, (nameRoom / 2) - 1, glyphs.Ellipsis) + " ";
        output.Write(Tone.Dim, prefix);
        output.Write(Tone.Normal, DisplayWidth.Fit(name, nameRoom - DisplayWidth.Of(prefix), glyphs.Ellipsis));
        if (note.Length > 0) output.Spaces(2).Write(noteTone, DisplayWidth.Fit(note, room - nameRoom - 2, glyphs.Ellipsis));
        var gap = Width - output.Column - time.Length;
        if (time.Length > 0 && gap > 0) output.Spaces(gap).Write(Tone.Dim, time);
    }

    /// <summary>Lines of details, wrapped or cut to fit.</summary>
    internal void WriteDetails(AnsiText output, List<DetailLine> lines, int indent)
    {
        foreach (var line in lines)
        {
            // Deep JSON keeps some room for its text.
            var start = Math.Min(indent + (2 * line.Depth), Width / 2);
            var label = DisplayWidth.Fit(SafeText.OneLine(line.Label), Width - start, glyphs.Ellipsis);
            output.Spaces(start).Write(line.LabelTone, label);
            if (line.Text.Length > 0)
            {
                if (label.Length > 0) output.Spaces(1);
                var hang = output.Column;
                // A long label leaves too little; better below it.
                if (label.Length > 0 && Width - hang < 10 && line.MaxRows > 1)
                {
                    output.EndLine();
                    hang = start + 2;
                }
                var first = true;
                foreach (var row in DisplayWidth.Wrap(SafeText.OneLine(line.Text), Width - hang, line.MaxRows, glyphs.Ellipsis))
                {
                    if (!first) output.EndLine();
                    output.Spaces(hang - output.Column).Write(line.Tone, row);
                    first = false;
                }
            }
            output.EndLine();
        }
    }
}
