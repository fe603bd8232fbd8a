using System.Text;
using Runner.Engine.Events;
using Runner.Sdk;

namespace Runner.Reporting;

/// <summary>
/// A scan as it goes, for people at a terminal: how far it has come and what was found last, in lines that are gone when it has ended.
/// Elsewhere it says nothing. What it was told of errors and notes, its owner asks for.
/// </summary>
public sealed class ScanReporter : IRunObserver, IDisposable
{
    const int MostFound = 10;

    static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(84);
    static readonly TimeSpan SpinnerStep = TimeSpan.FromMilliseconds(80);

    readonly Lock gate = new();
    readonly string title;
    readonly TextWriter writer;
    readonly TerminalCapabilities capabilities;
    readonly Action<LogLevel, string> note;
    readonly TimeProvider time;
    readonly Glyphs glyphs;
    readonly AnsiText frame;
    readonly Queue<string> found = new();
    readonly List<int> drawn = [];
    readonly List<(LogLevel Level, string Message)> notes = [];
    readonly List<ErrorInfo> errors = [];
    string message = "";
    double? fraction;
    long started;
    ITimer? timer;
    bool cursorHidden, broken;

    internal ScanReporter(string title, TextWriter writer, TerminalCapabilities capabilities, Action<LogLevel, string> note, TimeProvider time)
    {
        (this.writer, this.capabilities, this.note, this.time) = (writer, capabilities, note, time);
        this.title = SafeText.OneLine(title);
        glyphs = Glyphs.Of(capabilities.Unicode);
        frame = new(capabilities.Color);
    }

    /// <summary>Why steps failed, in order.</summary>
    public IReadOnlyList<ErrorInfo> Errors
    {
        get
        {
            lock (gate) return [.. errors];
        }
    }

    /// <summary>Makes the observer. It must be disposed of, also when the run did not end.</summary>
    /// <param name="title">What is scanned.</param>
    /// <param name="output">Where to write. It is flushed but not closed.</param>
    /// <param name="isLive">Whether that is a terminal, and it is to be drawn on.</param>
    /// <param name="note">Told warnings and notes on how it is done, while nothing is drawn.</param>
    /// <param name="environment">The environment's variables by name.</param>
    public static ScanReporter Create(string title, Stream output, bool isLive, Action<LogLevel, string> note, Func<string, string?> environment)
    {
        var encoding = new UTF8Encoding(false);
        return new(title, new StreamWriter(output, encoding, bufferSize: 4096, leaveOpen: true), TerminalCapabilities.Detect(isLive, encoding, environment, isLive ? TerminalSize.OfConsole : () => TerminalSize.Default), note, TimeProvider.System);
    }

    /// <inheritdoc/>
    public void Observe(RunEvent runEvent)
    {
        lock (gate)
        {
            switch (runEvent)
            {
                case RunStarted:
                    started = time.GetTimestamp();
                    if (capabilities.Live) timer ??= time.CreateTimer(_ => DrawFrame(), null, FrameTime, FrameTime);
                    break;
                case StepProgressed progress:
                    (message, fraction) = (progress.Message, progress.Fraction);
                    break;
                case StepLogged { Level: LogLevel.Info } log:
                    found.Enqueue(log.Message);
                    if (found.Count > MostFound) found.Dequeue();
                    break;
                case StepLogged log when timer is null:
                    note(log.Level, log.Message);
                    break;
                // Both streams are the same terminal: what is drawn has to go first.
                case StepLogged log:
                    notes.Add((log.Level, log.Message));
                    break;
                case StepFinished { Error: { Kind: not ErrorInfo.Expectation } error } step when step.Outcome == Outcome.Failure:
                    errors.Add(error);
                    break;
                case RunFinished run:
                    if (run.Error is { } failure) errors.Add(failure);
                    EndLive();
                    break;
            }
        }
    }

    /// <summary>Clears what is drawn and gives the cursor back. Needed only when the run did not end.</summary>
    public void Dispose()
    {
        lock (gate) EndLive();
    }

    void DrawFrame()
    {
        lock (gate)
        {
            // A frame may have been on its way when the run ended.
            if (timer is null) return;
            Erase();
            SayNotes();
            var elapsed = time.GetElapsedTime(started);
            if (elapsed > LiveRegion.Patience) Draw(elapsed);
            if (drawn.Count > 0 != cursorHidden) HideCursor(drawn.Count > 0);
            Flush();
        }
    }

    void Draw(TimeSpan elapsed)
    {
        var size = capabilities.Size();
        var layout = new LineLayout(glyphs, size.Width);
        foreach (var line in found.TakeLast(Math.Max(0, Math.Min(MostFound, (size.Height / 2) - 1))))
        {
            frame.Spaces(LineLayout.Margin).Write(Tone.Good, glyphs.Ok).Spaces(1).Write(Tone.Normal, DisplayWidth.Fit(SafeText.OneLine(line), layout.Width - LineLayout.Margin - 2, glyphs.Ellipsis));
            drawn.Add(frame.Column);
            frame.EndLine();
        }

        var note = fraction is { } part && size.Width >= 60 ? BarOf(part) + (message.Length > 0 ? "  " + message : "") : message;
        layout.Write(frame, Tone.Accent, glyphs.Spinner[(int)(elapsed / SpinnerStep % glyphs.Spinner.Length)], "", title, Tone.Dim, note, Amounts.Ticking(elapsed));
        drawn.Add(frame.Column);
    }

    string BarOf(double part)
    {
        const int Length = 12;
        var full = (int)(Math.Clamp(part, 0, 1) * Length);
        return string.Concat(Enumerable.Repeat(glyphs.BarFull, full)) + string.Concat(Enumerable.Repeat(glyphs.BarEmpty, Length - full)) + " " + Amounts.Number((long)(Math.Clamp(part, 0, 1) * 100)) + "%";
    }

    /// <summary>Erases what is drawn. The terminal may have become narrower since and have wrapped the lines.</summary>
    void Erase()
    {
        if (drawn.Count == 0) return;
        var size = capabilities.Size();
        var rows = drawn.Sum(width => Math.Max(1, (width + size.Width - 1) / Math.Max(1, size.Width)));
        frame.EraseRowsAbove(Math.Min(rows, Math.Max(1, size.Height)) - 1);
        drawn.Clear();
    }

    void SayNotes()
    {
        if (notes.Count == 0) return;
        Flush();
        foreach (var (level, text) in notes) note(level, text);
        notes.Clear();
    }

    void EndLive()
    {
        timer?.Dispose();
        timer = null;
        Erase();
        if (cursorHidden) HideCursor(false);
        Flush();
        SayNotes();
    }

    /// <summary>Writes; once the output is gone, nothing more. The scan goes on, and is stored.</summary>
    void Flush()
    {
        try
        {
            if (!broken) frame.FlushTo(writer);
        }
        catch (IOException)
        {
            // The report is printed to the same output, and says so.
            broken = true;
        }

        frame.Clear();
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
