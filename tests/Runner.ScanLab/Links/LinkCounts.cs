namespace Runner.ScanLab.Links;

/// <summary>What became of the packets of one direction.</summary>
/// <param name="Forwarded">That arrived.</param>
/// <param name="Lost">That the link lost on purpose.</param>
/// <param name="Dropped">That found the queue of the bottleneck full.</param>
/// <param name="Late">That were written more than 0.2 ms after they were due.</param>
/// <param name="Latest">The longest that one was overdue, in microseconds.</param>
/// <param name="Refused">That the kernel did not take: the device is down.</param>
sealed record LinkCounts(long Forwarded, long Lost, long Dropped, long Late, long Latest, long Refused);
