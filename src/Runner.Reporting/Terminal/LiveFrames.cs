namespace Runner.Reporting;

/// <summary>What draws a terminal's last lines again and again: a timer, and the cursor, which is hidden meanwhile and given back whatever happens.</summary>
/// <param name="frame">What the next frame writes.</param>
/// <param name="time">The clock.</param>
/// <param name="draw">Draws a frame. It is called on the timer's thread, and must not throw there: that would end the process.</param>
/// <param name="restore">Gives the terminal back when the process ends before the run.</param>
sealed class LiveFrames(AnsiText frame, TimeProvider time, Action draw, Action restore)
{
    // Twelve a second: fast enough to look alive, slow enough to cost nothing.
    static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(84);

    ITimer? timer;
    bool isCursorHidden;

    /// <summary>Whether frames are drawn. One that is on its way may come after the end.</summary>
    internal bool AreDrawn => timer is not null;

    internal void Start() => timer ??= time.CreateTimer(_ => draw(), null, FrameTime, FrameTime);

    internal void Stop()
    {
        timer?.Dispose();
        timer = null;
    }

    internal void HideCursor(bool hide)
    {
        if (hide == isCursorHidden) return;
        frame.ShowCursor(!hide);
        isCursorHidden = hide;
        // Whoever ends the process early must still find a cursor.
        if (hide) AppDomain.CurrentDomain.ProcessExit += Restore;
        else AppDomain.CurrentDomain.ProcessExit -= Restore;
    }

    void Restore(object? sender, EventArgs e) => restore();
}
