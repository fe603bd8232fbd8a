namespace Runner.Plugins.Scan.Probing;

/// <summary>Takes outcomes as they are found, on the engine's thread: whatever takes long belongs elsewhere.</summary>
interface IOutcomeSink
{
    /// <summary>One port is decided.</summary>
    void Add(in PortOutcome outcome);
}
