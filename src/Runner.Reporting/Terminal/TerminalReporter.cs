using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>
/// A run for people at a terminal: a line for each step that has ended, below them the steps that run now, redrawn, and
/// at the end the failures with what the peer answered and a summary.
/// </summary>
/// <remarks>
/// The control sequences are written by hand: the first use of a table library would cost more than a whole fast run.
/// </remarks>
public sealed class TerminalReporter : IRunObserver, IDisposable
{
    // Twelve a second: fast enough to look alive, slow enough to cost nothing.
    static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(84);

    readonly Lock gate = new();
    readonly TextWriter writer;
    readonly TerminalCapabilities capabilities;
    readonly TimeProvider time;
    readonly Glyphs glyphs;
    readonly AnsiText permanent;
    readonly AnsiText frame;
    readonly RunView view;
    readonly LiveRegion live;
    readonly OrderedDictionary<string, RunningStep> running = new(StringComparer.Ordinal);
    ITimer? timer;
    bool cursorHidden;

    /// <summary>Makes the reporter.</summary>
    /// <param name="writer">The terminal. It is flushed but not closed; nothing else should write to it during a run.</param>
    /// <param name="capabilities">What the terminal can show.</param>
    /// <param name="time">The clock of spinners and elapsed times.</param>
    public TerminalReporter(TextWriter writer, TerminalCapabilities capabilities, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(capabilities);
        ArgumentNullException.ThrowIfNull(time);
        this.writer = writer;
        this.capabilities = capabilities;
        this.time = time;
        glyphs = Glyphs.Of(capabilities.Unicode);
        permanent = new(capabilities.Color);
        frame = new(capabilities.Color);
        view = new(permanent, glyphs);
        live = new(glyphs, time);
    }

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        ArgumentNullException.ThrowIfNull(runEvent);
        lock (gate)
        {
            Apply(runEvent);
            // While running steps are on the screen, new lines wait for the next frame: thousands of events a second
            // would otherwise be thousands of redraws.
            if (runEvent is RunFinished) EndLive();
            else if (timer is null || !live.IsVisible) permanent.FlushTo(writer);
        }
    }

    /// <summary>Clears what is drawn of running steps and gives the cursor back. Needed only when the run did not end.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            try
            {
                EndLive();
            }
            catch (IOException)
            {
                // The terminal is gone: there is nothing left to give back.
            }
        }
    }

    void Apply(RunEvent runEvent)
    {
        switch (runEvent)
        {
            case RunStarted run:
                view.Write(run, Layout());
                running.Clear();
                if (capabilities.Live) timer ??= time.CreateTimer(_ => DrawFrame(), null, FrameTime, FrameTime);
                break;
            case StepStarted started:
                running[started.Step.Path] = new RunningStep(started.Step, time.GetTimestamp());
                break;
            case AttemptStarted attempt:
                if (running.TryGetValue(attempt.Step.Path, out var trying)) trying.Apply(attempt);
                break;
            case StepProgressed progress:
                if (running.TryGetValue(progress.Step.Path, out var progressing)) progressing.Apply(progress);
                break;
            case RetryScheduled retry:
                if (running.TryGetValue(retry.Step.Path, out var waiting)) waiting.Apply(retry, time.GetTimestamp());
                view.Write(retry, Layout());
                break;
            case StepFinished finished:
                running.Remove(finished.Step.Path);
                view.Write(finished, Layout());
                break;
            case StepLogged log: view.Write(log, Layout()); break;
            case ConnectionOpened opened: view.Write(opened, Layout()); break;
            case ConnectionClosed closed: view.Write(closed, Layout()); break;
            case JobFinished job: view.Write(job); break;
            case RunFinished run:
                running.Clear();
                view.Write(run, Layout());
                break;
        }
    }

    LineLayout Layout() => new(glyphs, capabilities.Size().Width);

    void DrawFrame()
    {
        lock (gate)
        {
            // A frame may have been on its way when the run ended.
            if (timer is null) return;
            try
            {
                var size = capabilities.Size();
                live.Erase(frame, size);
                frame.Append(permanent);
                permanent.Clear();
                live.Draw(frame, running.Values, size);
                if (live.IsVisible != cursorHidden) HideCursor(live.IsVisible);
                frame.FlushTo(writer);
            }
            catch (IOException)
            {
                // The terminal is gone. An exception on the timer's thread would end the process and the run with it;
                // the next event meets the same on the run's own thread.
                StopTimer();
            }
        }
    }

    void EndLive()
    {
        StopTimer();
        live.Erase(frame, capabilities.Size());
        frame.Append(permanent);
        permanent.Clear();
        if (cursorHidden) HideCursor(false);
        frame.FlushTo(writer);
    }

    void StopTimer()
    {
        timer?.Dispose();
        timer = null;
    }

    void HideCursor(bool hide)
    {
        frame.ShowCursor(!hide);
        cursorHidden = hide;
        // Whoever ends the process early must still find a cursor.
        if (hide) AppDomain.CurrentDomain.ProcessExit += RestoreTerminal;
        else AppDomain.CurrentDomain.ProcessExit -= RestoreTerminal;
    }

    void RestoreTerminal(object? sender, EventArgs e) => Dispose();
}
