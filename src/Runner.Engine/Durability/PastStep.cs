using Runner.Engine.Events;

namespace Runner.Engine.Durability;

/// <summary>What a run had said of a step, or of an item of one, before its process ended.</summary>
sealed class PastStep
{
    /// <summary>Whether it had begun.</summary>
    public bool Started { get; set; }

    /// <summary>How many items it had; null for a step that is not repeated.</summary>
    public int? Items { get; set; }

    /// <summary>The attempt that had begun last.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>Whether that attempt had ended, and the step waited for the next.</summary>
    public bool Waiting { get; set; }

    /// <summary>Whether it had opened a connection.</summary>
    public bool Opened { get; set; }

    /// <summary>How it had ended, with its values as they were; null when it had not.</summary>
    public StepFinished? Finished { get; set; }

    /// <summary>Whether it had begun and not ended.</summary>
    public bool IsUnderWay => Started && Finished is null;
}
