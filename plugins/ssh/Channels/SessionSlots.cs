namespace Runner.Plugins.Ssh.Channels;

/// <summary>
/// Whose turn it is to open a session: everybody's until the server refuses one, from then on as many as it had let be open, in the order
/// in which they were asked for (sshd's <c>MaxSessions</c>, which nobody is told).
/// </summary>
/// <param name="open">Asks the server for a session; called in order.</param>
sealed class SessionSlots(Action<SessionChannel> open)
{
    /// <summary>A server counts a session for a moment after it has said that it is closed.</summary>
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(2);

    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a refusal is not believed while no session is open, once there were some.</summary>
    static readonly TimeSpan Disbelief = TimeSpan.FromSeconds(2);

    readonly Lock gate = new();
    readonly PriorityQueue<SessionChannel, long> waiting = new();
    long lastTurn;
    int asked;
    int opened;
    int abandoned;
    int most;
    int limit = int.MaxValue;
    bool isPausing;
    TimeSpan pause = FirstPause;

    /// <summary>Since when the server refuses though nothing is open that ends for certain; 0 when it does not.</summary>
    long refusedAlone;

    /// <summary>Puts a session in the queue, and opens it when nobody has to wait.</summary>
    public void Enter(SessionChannel session)
    {
        lock (gate)
        {
            session.Turn = ++lastTurn;
            waiting.Enqueue(session, session.Turn);
            if (!isPausing) Advance();
        }
    }

    /// <summary>Takes a session out of the queue; false when it is not in it.</summary>
    public bool Leave(SessionChannel session)
    {
        lock (gate) return waiting.Remove(session, out _, out _);
    }

    /// <summary>The server has opened one.</summary>
    /// <param name="isAbandoned">Whether it was given up in between.</param>
    public void Opened(bool isAbandoned)
    {
        lock (gate)
        {
            asked--;
            opened++;
            if (isAbandoned) abandoned++;
            most = Math.Max(most, opened);
            if (limit < most) limit = most;
            pause = FirstPause;
            refusedAlone = 0;
        }
    }

    /// <summary>The server has refused one. Whether it waits for another turn now; otherwise it has to be given up.</summary>
    public bool Refused(SessionChannel session)
    {
        lock (gate)
        {
            asked--;
            if (most == 0 || session.IsGivenUp || IsBelieved())
            {
                // Those behind it learn for themselves.
                if (waiting.Count > 0) Pause();
                else refusedAlone = 0;
                return false;
            }
            waiting.Enqueue(session, session.Turn);
            limit = most;
            // All that fit are open: the next that ends makes room. Otherwise nothing may ever tell.
            if (opened - abandoned + asked < limit) Pause();
            return true;
        }
    }

    /// <summary>Whether the server has refused long enough while nothing is open that ends for certain.</summary>
    bool IsBelieved()
    {
        // Those that were given up end when their commands do, which may be never.
        if (opened > abandoned) refusedAlone = 0;
        else if (refusedAlone == 0) refusedAlone = TimeProvider.System.GetTimestamp();
        else return TimeProvider.System.GetElapsedTime(refusedAlone) > Disbelief;
        return false;
    }

    /// <summary>One that is open was given up: it is to be closed, and the server may take its time.</summary>
    public void Abandoned()
    {
        lock (gate)
        {
            abandoned++;
            // Whoever waited for its end waits for nothing certain now.
            if (opened == abandoned && asked == 0 && waiting.Count > 0) Pause();
        }
    }

    /// <summary>A session that was open is closed on both sides.</summary>
    /// <param name="wasAbandoned">Whether it had been given up before.</param>
    public void Ended(bool wasAbandoned)
    {
        lock (gate)
        {
            opened--;
            if (wasAbandoned) abandoned--;
            if (opened + asked + waiting.Count == 0) limit = int.MaxValue;
            Advance();
        }
    }

    /// <summary>Nobody gets a turn any more.</summary>
    public void Stop()
    {
        lock (gate)
        {
            waiting.Clear();
            limit = 0;
        }
    }

    void Pause()
    {
        if (isPausing) return;
        isPausing = true;
        _ = PauseAsync(pause);
        pause = pause + pause < LongestPause ? pause + pause : LongestPause;
    }

    async Task PauseAsync(TimeSpan time)
    {
        await Task.Delay(time).ConfigureAwait(false);
        lock (gate)
        {
            isPausing = false;
            Advance();
            // Asked all the same: the server may count otherwise.
            if (asked == 0 && limit > 0 && waiting.TryDequeue(out var next, out _)) Ask(next);
        }
    }

    void Advance()
    {
        while (opened + asked < limit && waiting.TryDequeue(out var next, out _)) Ask(next);
    }

    void Ask(SessionChannel session)
    {
        asked++;
        open(session);
    }
}
