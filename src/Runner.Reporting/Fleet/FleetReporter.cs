using System.Text;
using Runner.Engine.Events;
using Runner.Sdk;
using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>
/// A run on many machines for people: at a terminal how far it has come, and, as its look says, what happened on each machine
/// as it ends there or on all of them at the end.
/// </summary>
public sealed class FleetReporter : IRunObserver, IDisposable
{
    readonly Lock gate = new();
    readonly FleetTally tally;
    readonly IFleetView view;
    readonly TextWriter writer;
    readonly TerminalCapabilities capabilities;
    readonly TimeProvider time;
    readonly AnsiText permanent;
    readonly AnsiText frame;
    readonly FleetProgress progress;
    readonly LiveFrames frames;
    readonly DrawnLines drawn = new();
    long started;
    IOException? broken;

    internal FleetReporter(FleetTally tally, IFleetView view, string title, TextWriter writer, TerminalCapabilities capabilities, TimeProvider time)
    {
        (this.tally, this.view, this.writer, this.capabilities, this.time) = (tally, view, writer, capabilities, time);
        permanent = new(capabilities.Color, keepsTabs: !capabilities.Live);
        frame = new(capabilities.Color);
        progress = new(title, tally, Glyphs.Of(capabilities.Unicode), time);
        frames = new(frame, time, DrawFrame, Dispose);
    }

    /// <summary>Makes the observer. It must be disposed of, also when the run did not end.</summary>
    /// <param name="tally">Told every event; the caller may ask it afterwards.</param>
    /// <param name="options">What to show, and how.</param>
    /// <param name="output">Where to write. It is flushed but not closed.</param>
    /// <param name="isTerminal">Whether that is a terminal.</param>
    /// <param name="environment">The environment's variables by name.</param>
    public static FleetReporter Create(FleetTally tally, FleetReporterOptions options, Stream output, bool isTerminal, Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(tally);
        ArgumentNullException.ThrowIfNull(options);
        var encoding = new UTF8Encoding(false);
        var capabilities = options.Format == LogFormat.Plain
            ? new(false, false, false, () => TerminalSize.Default)
            : TerminalCapabilities.Detect(isTerminal, encoding, environment, isTerminal ? TerminalSize.OfConsole : () => TerminalSize.Default);
        var writer = new StreamWriter(output, encoding, bufferSize: 4096, leaveOpen: true);
        return new(tally, ViewOf(tally, options, capabilities), options.Title, writer, capabilities, TimeProvider.System);
    }

    internal static IFleetView ViewOf(FleetTally tally, FleetReporterOptions options, TerminalCapabilities capabilities)
    {
        var pretty = options.Format == LogFormat.Pretty;
        var glyphs = pretty ? Glyphs.Of(capabilities.Unicode) : null;
        var summary = new FleetSummary(options.Again);
        return options.Look switch
        {
            FleetLook.Folded => new FoldedView(glyphs, summary, OutputLimit.Of(options.MaxOutput)),
            FleetLook.Table => new TableView(glyphs, summary),
            // Names that are much longer than the others must not push all texts to the right.
            var look => new LineView(look == FleetLook.Streamed, pretty ? Math.Min(24, tally.Hosts.Max(host => DisplayWidth.Of(SafeText.OneLine(host.Name)))) : 0, summary, OutputLimit.Of(options.MaxOutput)),
        };
    }

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        ArgumentNullException.ThrowIfNull(runEvent);
        lock (gate)
        {
            Apply(runEvent);
            if (runEvent is RunFinished) EndLive();
            // While progress is on the screen, new lines wait for the next frame.
            else if (!frames.AreDrawn || drawn.Count == 0) Flush(permanent);
            if (runEvent is RunFinished && broken is not null) throw new IOException(broken.Message, broken);
        }
    }

    /// <summary>Clears what is drawn and gives the cursor back. Needed only when the run did not end.</summary>
    public void Dispose()
    {
        lock (gate) EndLive();
    }

    void Apply(RunEvent runEvent)
    {
        var end = tally.Apply(runEvent);
        if (end is not null) view.End(end, (runEvent as StepFinished)?.Result ?? Value.Null, permanent);
        switch (runEvent)
        {
            case RunStarted:
                started = time.GetTimestamp();
                if (capabilities.Live) frames.Start();
                break;
            case StepLogged { Level: not LogLevel.Debug } log when tally.HostOf(EventPath.JobOf(log.Step.Path)) is { } host:
                view.Log(host, log.Level, log.Message, permanent);
                break;
            case RunFinished run:
                view.Finish(tally, run, permanent);
                break;
        }
    }

    void DrawFrame()
    {
        lock (gate)
        {
            // A frame may have been on its way when the run ended.
            if (!frames.AreDrawn) return;
            var elapsed = time.GetElapsedTime(started);
            drawn.Erase(frame, capabilities.Size());
            frame.Append(permanent);
            permanent.Clear();
            // What takes no longer does not flicker.
            if (elapsed > LiveRegion.Patience) progress.Draw(frame, drawn, capabilities.Size().Width, elapsed);
            frames.HideCursor(drawn.Count > 0);
            Flush(frame);
        }
    }

    /// <summary>Writes; once the output is gone, nothing more. The run goes on, and how it ended on each machine is still counted.</summary>
    void Flush(AnsiText text)
    {
        if (broken is null)
        {
            try
            {
                text.FlushTo(writer);
                return;
            }
            catch (IOException e)
            {
                broken = e;
            }
        }

        text.Clear();
    }

    void EndLive()
    {
        frames.Stop();
        drawn.Erase(frame, capabilities.Size());
        frame.Append(permanent);
        permanent.Clear();
        frames.HideCursor(false);
        Flush(frame);
    }
}
