using Runner.Engine.Events;
using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>A line for each machine that answered, and below them, by what is wrong, those that did not.</summary>
/// <param name="glyphs">Signs for the lines; null where there is no terminal.</param>
/// <param name="summary">The last lines.</param>
sealed class TableView(Glyphs? glyphs, FleetSummary summary) : IFleetView
{
    readonly Dictionary<FleetHost, (string User, string Version)> found = new(ReferenceEqualityComparer.Instance);
    readonly FoldedView failures = new(glyphs, summary, OutputLimit.Of(null));

    public void Log(FleetHost host, LogLevel level, string message, AnsiText output) => failures.Log(host, level, message, output);

    public void End(HostEnd end, Value result, AnsiText output)
    {
        if (end.State == HostState.Ok) found[end.Host] = (TextOf(result, "user"), TextOf(result, "serverVersion"));
        else failures.End(end, Value.Null, output);
    }

    public void Finish(FleetTally tally, RunFinished run, AnsiText output)
    {
        var rows = tally.Ends.Where(end => end.State == HostState.Ok).Select(end => (Name: SafeText.OneLine(end.Host.Name), Time: Amounts.Duration(end.Duration), found[end.Host].User, found[end.Host].Version)).ToList();
        if (rows.Count > 0)
        {
            var (name, time, user) = (Width("HOST", row => row.Name), Width("TIME", row => row.Time), Width("USER", row => row.User));
            Row(Tone.Dim, "HOST", "TIME", "USER", "SERVER", sign: " ");
            foreach (var row in rows) Row(Tone.Normal, row.Name, row.Time, row.User, row.Version, glyphs?.Ok ?? "");
            output.EndLine();

            void Row(Tone tone, string first, string second, string third, string fourth, string sign)
            {
                if (glyphs is not null) output.Write(Tone.Good, sign).Spaces(1);
                var start = output.Column;
                output.Write(tone == Tone.Dim ? tone : Tone.Strong, first).Spaces(start + name - output.Column);
                output.Write(Tone.Dim, second).Spaces(start + name + time - output.Column);
                output.Write(tone, third).Spaces(start + name + time + user - output.Column).Write(tone, fourth).EndLine();
            }
        }

        failures.Finish(tally, run, output);

        int Width(string title, Func<(string Name, string Time, string User, string Version), string> text) => 2 + Math.Max(title.Length, rows.Max(row => DisplayWidth.Of(text(row))));
    }

    static string TextOf(Value result, string name) =>
        result.Kind == ValueKind.Object && result.AsObject().TryGet(name, out var value) && value.Kind == ValueKind.String ? SafeText.OneLine(value.AsString()) : "-";
}
