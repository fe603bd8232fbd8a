namespace Runner.ScanLab.Links;

/// <summary>How the way between scanner and target is, the same in both directions.</summary>
/// <param name="Delay">One way.</param>
/// <param name="Loss">The share of packets that get lost, from 0 to 1.</param>
/// <param name="Rate">Packets a second that the bottleneck lets through; 0 for no bottleneck.</param>
/// <param name="Queue">Packets that may wait before the bottleneck; those beyond are dropped.</param>
/// <param name="Seed">Of the losses: the same seed and the same packets lose the same ones.</param>
sealed record LinkSettings(TimeSpan Delay, double Loss, double Rate, int Queue, int Seed)
{
    public static LinkSettings None { get; } = new(TimeSpan.Zero, 0, 0, 256, 1);

    /// <summary>Whether a plain pair of veth devices will do.</summary>
    public bool IsPlain => Delay == TimeSpan.Zero && Loss == 0 && Rate == 0;
}
