using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>
/// A run for people at a terminal: a line for each step that has ended, below them what runs now, redrawn, and at the end
/// the failures with what the peer answered and a summary. Items of long loops are only counted as long as they succeed.
/// </summary>
/// <remarks>
/// The control sequences are written by hand: the first use of a table library would cost more than a whole fast run.
/// </remarks>
public sealed class TerminalReporter : IRunObserver, IDisposable
{
    readonly Lock gate = new();
    readonly TextWriter writer;
    readonly TerminalCapabilities capabilities;
    readonly TimeProvider time;
    readonly Glyphs glyphs;
    readonly AnsiText permanent;
    readonly AnsiText frame;
    readonly RunView view;
    readonly LiveRegion live;
    readonly LiveFrames frames;
    readonly RunNames names = new();
    readonly OrderedDictionary<string, LiveEntry> running = new(StringComparer.Ordinal);
    int waitingJobs;

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
        view = new(permanent, glyphs, names);
        live = new(glyphs, time);
        frames = new(frame, time, DrawFrame, Dispose);
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
            else if (!frames.AreDrawn || !live.IsVisible) permanent.FlushTo(writer);
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
                Forget();
                if (capabilities.Live) frames.Start();
                break;
            case RunResumed run:
                // What was under way was so in another process, and says that it begins again.
                running.Clear();
                waitingJobs = 0;
                view.Write(run, Layout());
                if (capabilities.Live) frames.Start();
                break;
            case JobWaiting job: Apply(job); break;
            case BatchStarted batch: view.Write(batch, Layout()); break;
            case BatchFinished batch:
                view.Count(batch);
                view.Write(batch, Layout());
                break;
            case JobStarted job: Apply(job); break;
            case JobFinished job: Apply(job); break;
            case StepStarted step: Apply(step); break;
            case StepFinished step: Apply(step); break;
            case AttemptStarted attempt: RunningOf(attempt)?.Apply(attempt); break;
            case StepProgressed progress: RunningOf(progress)?.Apply(progress); break;
            case RetryScheduled retry:
                RunningOf(retry)?.Apply(retry, time.GetTimestamp());
                if (LongLoopAround(retry.Step.Path) is null) view.Write(retry, Layout());
                break;
            case StepLogged log: view.Write(log, Layout()); break;
            case ConnectionOpened opened:
                if (LongLoopAround(opened.Step.Path) is null) view.Write(opened, Layout());
                break;
            case ConnectionClosed closed: view.Write(closed, Layout()); break;
            case RunFinished run:
                view.Write(run, Layout());
                Forget();
                break;
        }
    }

    void Forget()
    {
        running.Clear();
        names.Clear();
        waitingJobs = 0;
    }

    RunningStep? RunningOf(StepEvent step) => running.TryGetValue(step.Step.Path, out var entry) ? entry as RunningStep : null;

    void Apply(JobWaiting job)
    {
        if (!capabilities.Live)
        {
            view.Write(job, Layout());
            return;
        }
        waitingJobs++;
        running[WaitOf(job.Job)] = new WaitingJob(job.Job.Length == 0 ? "the run" : names.TitleOf(job.Job), job.Group, time.GetTimestamp());
    }

    void Apply(JobStarted job)
    {
        names.Add(job);
        view.Count(job);
        EndWait(job.Job);
        // What calls it may have waited: the run as a whole, or a step.
        EndWait(EventPath.CallerOf(job.Job));
        if (job.Items is { } items) running[job.Job] = new RunningLoop("", names.TitleOf(job.Job), items, time.GetTimestamp());
    }

    void Apply(JobFinished job)
    {
        EndWait(job.Job);
        running.Remove(job.Job);
        view.Count(job);
        var around = LongLoopAround(job.Job);
        if (around is null || (job is { Outcome: Outcome.Failure, Error: not null } && IsListed(around))) view.Write(job, Layout());
        names.Remove(job);
        CountItem(job.Job, job.Outcome);
    }

    void Apply(StepStarted step)
    {
        names.Add(step);
        var (prefix, name, now) = (names.PrefixOf(step.Step), SafeText.OneLine(step.Step.Name), time.GetTimestamp());
        running[step.Step.Path] = step.Items is { } items ? new RunningLoop(prefix, name, items, now) : new RunningStep(prefix, name, now);
    }

    void Apply(StepFinished step)
    {
        EndWait(step.Step.Path);
        running.Remove(step.Step.Path);
        view.Count(step);
        var around = LongLoopAround(step.Step.Path);
        if (around is null || (step.Outcome == Outcome.Failure && IsListed(around))) view.Write(step, Layout());
        names.Remove(step);
        CountItem(step.Step.Path, step.Outcome);
    }

    static string WaitOf(string job) => "wait:" + job;

    void EndWait(string job)
    {
        if (waitingJobs > 0 && running.Remove(WaitOf(job))) waitingJobs--;
    }

    void CountItem(string path, Outcome outcome)
    {
        if (EventPath.LoopOf(path) is { } loop && running.TryGetValue(loop, out var entry)) (entry as RunningLoop)?.Add(outcome, time.GetTimestamp(), time);
    }

    /// <summary>The outermost loop around a job or a step whose items are only counted; null when it has a line of its own.</summary>
    RunningLoop? LongLoopAround(string path)
    {
        // Without live lines nobody would see the counts.
        if (!capabilities.Live) return null;
        for (var at = path.IndexOf('['); at >= 0; at = path.IndexOf('[', at + 1))
            if (running.TryGetValue(path[..at], out var entry) && entry is RunningLoop { IsLong: true } loop) return loop;
        return null;
    }

    /// <summary>Whether a failure in a long loop still gets a line: thousands would push away everything else.</summary>
    bool IsListed(RunningLoop loop)
    {
        if (loop.FailuresListed++ < RunningLoop.MostFailuresListed) return true;
        if (loop.FailuresListed == RunningLoop.MostFailuresListed + 1) view.WriteFailuresAreCounted(loop.Prefix + loop.Name, Layout());
        return false;
    }

    LineLayout Layout() => new(glyphs, capabilities.Size().Width);

    void DrawFrame()
    {
        lock (gate)
        {
            // A frame may have been on its way when the run ended.
            if (!frames.AreDrawn) return;
            try
            {
                var size = capabilities.Size();
                live.Erase(frame, size);
                frame.Append(permanent);
                permanent.Clear();
                live.Draw(frame, running.Values, size);
                frames.HideCursor(live.IsVisible);
                frame.FlushTo(writer);
            }
            catch (IOException)
            {
                // The terminal is gone. An exception on the timer's thread would end the process and the run with it;
                // the next event meets the same on the run's own thread.
                frames.Stop();
            }
        }
    }

    void EndLive()
    {
        frames.Stop();
        live.Erase(frame, capabilities.Size());
        frame.Append(permanent);
        permanent.Clear();
        frames.HideCursor(false);
        frame.FlushTo(writer);
    }
}
