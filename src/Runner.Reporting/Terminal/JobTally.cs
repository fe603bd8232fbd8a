using Runner.Engine.Events;

namespace Runner.Reporting;

/// <summary>How the steps of one job ended.</summary>
sealed class JobTally(string name)
{
    internal string Name { get; set; } = name;

    internal int Succeeded { get; private set; }

    internal int Failed { get; private set; }

    internal int Skipped { get; private set; }

    internal int Cancelled { get; private set; }

    /// <summary>How the items ended of a repeated job.</summary>
    internal ItemCounts? Items { get; set; }

    /// <summary>Whether its failure is none of the run.</summary>
    internal bool IsForgiven { get; set; }

    /// <summary>How long the job took; null until it has ended.</summary>
    internal TimeSpan? Duration { get; set; }

    /// <summary>How the job ended, as far as is known.</summary>
    internal Outcome Outcome { get; set; } = Outcome.Skipped;

    internal void Add(Outcome outcome, int steps = 1)
    {
        switch (outcome)
        {
            case Outcome.Success: Succeeded += steps; break;
            case Outcome.Failure: Failed += steps; break;
            case Outcome.Skipped: Skipped += steps; break;
            default: Cancelled += steps; break;
        }
    }
}
