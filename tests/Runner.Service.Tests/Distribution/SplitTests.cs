using Runner.Engine.Batches;
using Runner.Service.Running;
using Runner.Workflows.Values;

namespace Runner.Service.Tests.Distribution;

/// <summary>How many batches a loop has, and how much of it runs at once.</summary>
public sealed class SplitTests
{
    [Theory]
    [InlineData(1, 3, 1)]
    [InlineData(12, 3, 1)]
    [InlineData(13, 3, 2)]
    [InlineData(1000, 3, 84)]
    [InlineData(1000, 1, 250)]
    [InlineData(1_000_000, 2, 10_000)]
    public void Loop_is_split_into_about_four_batches_a_node(int items, int nodes, int size) => RunBatches.Split(Loop(items), nodes).Size.ShouldBe(size);

    [Theory]
    // Each node has one batch of the loop at a time: items of a batch at once, batches at once.
    [InlineData(null, 3, 10, null)]
    [InlineData(30, 3, 10, 3)]
    [InlineData(10, 3, 3, 3)]
    [InlineData(2, 3, 1, 2)]
    [InlineData(1, 3, 1, 1)]
    [InlineData(50, 1, 50, 1)]
    public void Limit_is_shared_by_the_nodes(int? most, int nodes, int parallel, int? together)
    {
        var split = RunBatches.Split(Loop(1000) with { MaxParallel = most }, nodes);

        (split.Parallel, split.Together).ShouldBe((parallel, together));
        if (most is { } limit) (split.Parallel * split.Together!.Value).ShouldBeLessThanOrEqualTo(limit);
    }

    [Fact]
    public void Size_that_is_said_counts_and_too_many_batches_are_refused()
    {
        RunBatches.Split(Loop(100) with { BatchSize = 7 }, 3).Size.ShouldBe(7);
        RunBatches.Split(Loop(4096) with { BatchSize = 1 }, 3).Size.ShouldBe(1);
        var refused = Should.Throw<BatchException>(() => RunBatches.Split(Loop(4097) with { BatchSize = 1 }, 3));
        (refused.Message, refused.Help).ShouldBe(("`batch-size: 1` makes 4,097 batches of 4,097 items, and there may be 4,096", "write at least 2, or leave it out"));
    }

    static DistributedLoop Loop(int items) => new() { Path = "many", Since = 1, Items = new Value[items], Contexts = Value.Null, Standard = 10 };
}
