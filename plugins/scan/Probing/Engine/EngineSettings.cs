namespace Runner.Plugins.Scan.Probing.Engine;

/// <summary>What the engine is told besides whom to ask.</summary>
sealed record EngineSettings
{
    /// <summary>Rates, waits and attempts.</summary>
    public ScanOptions Options { get; init; } = new();

    /// <summary>What a port is that never answered.</summary>
    public PortState Unanswered { get; init; } = PortState.Filtered;

    /// <summary>The place of the order to begin at: a <see cref="ScanEngine.Position"/> of an earlier scan with the same seed.</summary>
    public long From { get; init; }

    /// <summary>
    /// What an earlier scan with the same seed and block size had decided behind <see cref="From"/>: its <see cref="ScanEngine.DecidedBits"/>.
    /// Those ports are not asked and not told again.
    /// </summary>
    public byte[]? Decided { get; init; }

    /// <summary>How many ports are in work at once; each takes about twenty bytes.</summary>
    public int BlockSize { get; init; } = 1 << 20;

    /// <summary>
    /// How likely it may be that a port which answers is missed, in ports: what the loss of the canaries lets expect is below it when
    /// the engine stops asking.
    /// </summary>
    public double AcceptedMisses { get; init; } = 0.01;
}
