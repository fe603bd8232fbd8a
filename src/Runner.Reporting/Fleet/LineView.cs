using Runner.Engine.Events;
using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>Every line with the name of its machine: <c>web01 | up 3 days</c>, and <c>!</c> in place of the bar for standard error.</summary>
/// <param name="isStreamed">Whether the lines have come as they were written; then a machine's end says only how.</param>
/// <param name="nameWidth">How wide names are, so that what follows them stands in one column; 0 for as they are.</param>
/// <param name="summary">The last lines.</param>
/// <param name="limit">How much of each output there is.</param>
sealed class LineView(bool isStreamed, int nameWidth, FleetSummary summary, OutputLimit limit) : IFleetView
{
    static readonly Tone[] Tones = [Tone.Accent, Tone.Good, Tone.Warning, Tone.Strong];

    readonly Dictionary<FleetHost, Tone> tones = new(ReferenceEqualityComparer.Instance);

    public void Log(FleetHost host, LogLevel level, string message, AnsiText output)
    {
        foreach (var line in OutputText.LinesOf(message, output))
        {
            Name(host, level == LogLevel.Info ? " | " : " ! ", output);
            output.Write(level switch { LogLevel.Warning => Tone.Warning, LogLevel.Error => Tone.Bad, _ => Tone.Normal }, line).EndLine();
        }
    }

    public void End(HostEnd end, Value result, AnsiText output)
    {
        var (stdout, stderr, truncated) = FleetGroups.OutputOf(result);
        if (!isStreamed)
        {
            foreach (var line in OutputText.LinesOf(limit.Cut(stdout, truncated), output)) Line(end.Host, " | ", line, Tone.Normal, output);
            foreach (var line in OutputText.LinesOf(limit.Cut(stderr, truncated), output)) Line(end.Host, " ! ", line, Tone.Normal, output);
            if (truncated) Line(end.Host, " ! ", limit.Notice, Tone.Warning, output);
        }

        if (end.State == HostState.Ok) return;
        var how = EndText.Of(end.State, end.ExitCode, end.Signal, end.Error);
        if (end.Error is not { } error || end.State == HostState.Cancelled)
        {
            Line(end.Host, " ! ", how, EndText.ToneOf(end.State), output);
            return;
        }

        foreach (var line in OutputText.LinesOf(how + ": " + error.Message, output)) Line(end.Host, " ! ", line, EndText.ToneOf(end.State), output);
        if (error.Help is { } help) Line(end.Host, " ! ", "help: " + help, Tone.Normal, output);
    }

    public void Finish(FleetTally tally, RunFinished run, AnsiText output) => summary.Write(tally, run, output);

    void Line(FleetHost host, string bar, string text, Tone tone, AnsiText output)
    {
        Name(host, bar, output);
        output.Write(tone, text).EndLine();
    }

    void Name(FleetHost host, string bar, AnsiText output)
    {
        if (!tones.TryGetValue(host, out var tone)) tones.Add(host, tone = Tones[tones.Count % Tones.Length]);
        output.Write(tone, host.Name).Spaces(nameWidth - output.Column).Write(Tone.Dim, bar);
    }
}
