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
    public int Answered { get; set; }

    /// <summary>Canaries answered later than an empty way would have it.</summary>
    public int Delayed { get; set; }

    /// <summary>The sum of their delays, in seconds.</summary>
    public double DelaySum { get; set; }

    /// <summary>Whether it was decided by.</summary>
    public bool IsJudged { get; set; }

    public int Lost => Canaries - Answered;

    public double Loss => Canaries == 0 ? 0 : (double)Lost / Canaries;

    public double MeanDelay => Answered == 0 ? 0 : DelaySum / Answered;

    /// <summary>Probes a second that were really sent.</summary>
    public double SentRate => End > start ? Probes / (End - start) : rate;
}
