using Runner.Plugins.Scan.Probing.Engine;

namespace Runner.Plugins.Tests.Scan.Probing;

public sealed class LossEstimateTests
{
    static LossEstimate Of(params (int Sent, int Answered)[] passes)
    {
        var loss = new LossEstimate();
        for (var pass = 0; pass < passes.Length; pass++)
        {
            for (var i = 0; i < passes[pass].Sent; i++) loss.Sent(pass);
            for (var i = 0; i < passes[pass].Answered; i++) loss.Answered(pass);
        }
        return loss;
    }

    [Fact]
    public void Two_passes_are_enough_where_nothing_is_lost() => Of((400, 400), (400, 400)).Missed(200, 2).ShouldBeLessThan(0.01);

    [Fact]
    public void Two_passes_are_too_few_and_three_enough_at_one_percent()
    {
        var loss = Of((400, 396), (400, 396), (400, 396));

        loss.Missed(200, 2).ShouldBeGreaterThan(0.01);
        loss.Missed(200, 3).ShouldBeLessThan(0.01);
    }

    [Fact]
    public void A_pass_with_few_canaries_borrows_from_the_others() => Of((3, 3), (300, 300)).LossOf(0).ShouldBe(1.0 / 305, 1e-9);

    [Fact]
    public void Loss_is_assumed_where_no_canary_tells() => new LossEstimate().LossOf(0).ShouldBeGreaterThan(0.05);
}
