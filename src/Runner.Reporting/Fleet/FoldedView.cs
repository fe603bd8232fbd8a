using Runner.Engine.Events;
using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>Everything at the end, and what was the same on several machines once.</summary>
/// <param name="glyphs">Signs for the groups; null where there is no terminal.</param>
/// <param name="summary">The last lines.</param>
/// <param name="limit">How much of each output there is.</param>
/// <param name="mostKept">How many characters of output are kept.</param>
sealed class FoldedView(Glyphs? glyphs, FleetSummary summary, OutputLimit limit, int mostKept = FleetGroups.MostKept) : IFleetView
{
    // More texts than these before a group nobody reads on a screen; in a file nothing is left out.
    const int MostNames = 40;
    const int MostNotes = 200;

    readonly FleetGroups groups = new(mostKept);
    readonly OrderedDictionary<Note, List<FleetHost>> notes = [];
    int notesLeftOut;

    public void Log(FleetHost host, LogLevel level, string message, AnsiText output)
    {
        var note = new Note(level, HostText.Generalize(message, host, null));
        if (!notes.TryGetValue(note, out var hosts))
        {
            if (notes.Count == MostNotes)
            {
                notesLeftOut++;
                return;
            }

            notes.Add(note, hosts = []);
        }

        if (hosts.Count == 0 || hosts[^1] != host) hosts.Add(host);
    }

    public void End(HostEnd end, Value result, AnsiText output) => groups.Add(end, result);

    public void Finish(FleetTally tally, RunFinished run, AnsiText output)
    {
        var written = 0;
        foreach (var group in groups.InOrder())
        {
            if (written++ > 0) output.EndLine();
            Write(group, output);
        }

        if (written > 0) output.EndLine();
        foreach (var (note, hosts) in notes)
        {
            var tone = note.Level switch { LogLevel.Warning => Tone.Warning, LogLevel.Error => Tone.Bad, _ => Tone.Dim };
            output.Write(tone, note.Level switch { LogLevel.Warning => "warning: ", LogLevel.Error => "error: ", _ => "note: " });
            output.Write(Tone.Normal, NamesOf(hosts) + ": " + note.Text).EndLine();
        }

        if (notesLeftOut > 0) output.Write(Tone.Dim, "(" + Amounts.Count(notesLeftOut, "more note") + ")").EndLine();
        summary.Write(tally, run, output);
    }

    void Write(FleetGroup group, AnsiText output)
    {
        var tone = EndText.ToneOf(group.State);
        if (glyphs is not null) output.Write(tone, EndText.SignOf(group.State, glyphs)).Spaces(1);
        output.Write(Tone.Strong, NamesOf(group.Hosts)).Write(Tone.Normal, ": ").Write(tone, EndText.Of(group.State, group.ExitCode, group.Signal, group.Error)).EndLine();
        if (group.Error is { } error)
        {
            foreach (var line in OutputText.LinesOf(error.Message, output)) output.Spaces(2).Write(Tone.Normal, line).EndLine();
            if (error.Help is { } help) output.Spaces(2).Write(Tone.Accent, "help: ").Write(Tone.Normal, help).EndLine();
        }

        foreach (var line in OutputText.LinesOf(limit.Cut(group.Stdout, group.IsTruncated), output)) output.Spaces(2).Write(Tone.Normal, line).EndLine();
        foreach (var line in OutputText.LinesOf(limit.Cut(group.Stderr, group.IsTruncated), output)) output.Spaces(2).Write(Tone.Warning, "! ").Write(Tone.Normal, line).EndLine();
        if (group.IsDropped) output.Spaces(2).Write(Tone.Warning, "(not kept: there was more different output than fits into memory; --no-fold shows all of it)").EndLine();
        else if (group.IsTruncated) output.Spaces(2).Write(Tone.Warning, limit.Notice).EndLine();
    }

    string NamesOf(List<FleetHost> hosts)
    {
        var names = HostRanges.Join([.. hosts.Select(host => host.Name)], glyphs is null ? int.MaxValue : MostNames);
        return hosts.Count == 1 ? names : names + " (" + Amounts.Count(hosts.Count, "host") + ")";
    }

    sealed record Note(LogLevel Level, string Text);
}
