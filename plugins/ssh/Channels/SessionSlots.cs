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
    int most;
    int limit = int.MaxValue;
    bool isPausing;
    TimeSpan pause = FirstPause;

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
    public void Opened()
    {
        lock (gate)
        {
            asked--;
            opened++;
            most = Math.Max(most, opened);
            if (limit < most) limit = most;
            pause = FirstPause;
        }
    }

    /// <summary>The server has refused one. Whether it waits for another turn now; otherwise it has to be given up.</summary>
    public bool Refused(SessionChannel session)
    {
        lock (gate)
        {
            asked--;
            if (most == 0 || session.IsGivenUp) return false;
            if (opened > 0) session.RefusedAlone = 0;
            else if (session.RefusedAlone == 0) session.RefusedAlone = TimeProvider.System.GetTimestamp();
            else if (TimeProvider.System.GetElapsedTime(session.RefusedAlone) > Disbelief) return false;
            waiting.Enqueue(session, session.Turn);
            limit = most;
            // All that fit are open: the next that ends makes room. Otherwise nothing may ever tell.
            if (opened + asked < limit && !isPausing)
            {
                isPausing = true;
                _ = PauseAsync(pause);
                pause = pause + pause < LongestPause ? pause + pause : LongestPause;
            }
            return true;
        }
    }

    /// <summary>A session that was open is closed on both sides.</summary>
    public void Ended()
    {
        lock (gate)
        {
            opened--;
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

    async Task PauseAsync(TimeSpan time)
    {
        await Task.Delay(time).ConfigureAwait(false);
        lock (gate)
        {
            isPausing = false;
            Advance();
        }
    }

    void Advance()
    {
        while (opened + asked < limit && waiting.TryDequeue(out var next, out _))
        {
            asked++;
            open(next);
        }
    }
}
