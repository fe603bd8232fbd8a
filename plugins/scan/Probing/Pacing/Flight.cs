namespace Runner.Plugins.Scan.Probing.Pacing;

/// <summary>What was sent within about one round trip, and what came back of its canaries: the unit that the rate is decided by.</summary>
/// <param name="number">Which flight it is.</param>
/// <param name="start">When it began, in seconds.</param>
/// <param name="rate">The rate that was aimed at.</param>
sealed class Flight(int number, double start, double rate)
{
    public int Number => number;

    public double Start => start;

    /// <summary>When the next one began; 0 while it is this one's turn.</summary>
    public double End { get; set; }

    public double AimedRate => rate;

    /// <summary>Probes sent, with the canaries.</summary>
    public int Probes { get; set; }

    /// <summary>Canaries sent.</summary>
    public int Canaries { get; set; }

    /// <summary>Canaries answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Canaries answered later than an empty way would have it.</summary>
    public int Delayed { get; private set; }

    /// <summary>The sum of their delays, in seconds.</summary>
    public double DelaySum { get; private set; }

    /// <summary>The delay of the canary that was answered first, in seconds.</summary>
    public double FirstDelay { get; private set; }

    /// <summary>The delay of the canary that was answered last, in seconds.</summary>
    public double LastDelay { get; private set; }

    /// <summary>Whether it was decided by.</summary>
    public bool IsJudged { get; set; }

    public int Lost => Canaries - Answered;

    public double Loss => Canaries == 0 ? 0 : (double)Lost / Canaries;

    public double MeanDelay => Answered == 0 ? 0 : DelaySum / Answered;

    /// <summary>Probes a second that were really sent, up to its end or now.</summary>
    public double SentRate(double now) => (End > 0 ? End : now) - start is > 0 and var length ? Probes / length : rate;

    /// <summary>Probes a second that got through: less than were sent when some were lost or a queue grew meanwhile.</summary>
    /// <param name="now">The time.</param>
    /// <param name="usualLoss">What is lost on this way whatever is sent.</param>
    public double DeliveredRate(double now, double usualLoss)
    {
        var length = (End > 0 ? End : now) - start;
        if (length <= 0) return rate;
        return Probes * (1 - Math.Max(0, Loss - usualLoss)) / (length + Math.Max(0, LastDelay - FirstDelay));
    }

    /// <summary>Notes the answer to a canary.</summary>
    /// <param name="delay">How much later it came than without a queue, in seconds.</param>
    /// <param name="limit">From when on that is late.</param>
    public void Add(double delay, double limit)
    {
        if (Answered++ == 0) FirstDelay = delay;
        LastDelay = delay;
        DelaySum += delay;
        if (delay > limit) Delayed++;
    }
}
