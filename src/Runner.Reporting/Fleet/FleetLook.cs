namespace Runner.Reporting;

/// <summary>How a run on many machines is shown.</summary>
public enum FleetLook
{
    /// <summary>At the end, with what was the same on several machines once.</summary>
    Folded,

    /// <summary>Each machine's output when it has ended, every line with its name.</summary>
    Unfolded,

    /// <summary>Every line as the machine writes it, with its name.</summary>
    Streamed,

    /// <summary>A table of machines and whether they could be reached.</summary>
    Table,
}
