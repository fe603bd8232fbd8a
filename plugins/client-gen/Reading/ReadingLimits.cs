namespace Runner.Plugins.ClientGen.Reading;

/// <summary>How much a document may be.</summary>
/// <param name="Bytes">All of its files together.</param>
/// <param name="Depth">How deep values stand in each other.</param>
/// <param name="Files">How many files there are.</param>
sealed record ReadingLimits(long Bytes, int Depth, int Files)
{
    /// <summary>100 MB, 200 levels, 1,000 files: the largest known documents are a tenth of that.</summary>
    public static readonly ReadingLimits Default = new(100 << 20, 200, 1000);
}
