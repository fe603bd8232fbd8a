using Runner.Plugins.Scan.Probing.Pacing;

namespace Runner.Plugins.Tests.Scan.Probing;

public sealed class RateControllerTests
{
    const double Wide = 1e7;

    static RateController Controller(double start = 5000, double most = 200_000) => new(start, 100, most, 10_000);

    [Theory]
    [InlineData(5000, 100, 0.04)]
    [InlineData(5000, 1000, 0.04)]
    [InlineData(800, 50, 0.04)]
    [InlineData(20_000, 200, 0.01)]
    [InlineData(5000, 200, 0.2)]
    public void Rate_uses_a_bottleneck_without_overflowing_it(double capacity, int queue, double roundTrip)
    {
        var path = new SimulatedPath(Controller(), capacity, queue, roundTrip);
        path.Run(5);
        var (sent, dropped) = (path.Sent, path.Dropped);

        path.Run(20);

        var through = path.Sent - sent - (path.Dropped - dropped);
        (through / 20.0 / capacity).ShouldBeInRange(0.7, 1.01);
        ((path.Dropped - dropped) / (double)(path.Sent - sent)).ShouldBeLessThan(0.02);
    }

    [Fact]
    public void Rate_uses_a_bottleneck_that_has_no_queue()
    {
        var path = new SimulatedPath(Controller(), 5000, 5, 0.04);
        path.Run(5);
        var (sent, dropped) = (path.Sent, path.Dropped);

        path.Run(20);

        ((path.Sent - sent - (path.Dropped - dropped)) / 20.0).ShouldBeInRange(2500, 5050);
        ((path.Dropped - dropped) / (double)(path.Sent - sent)).ShouldBeLessThan(0.12);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.03)]
    public void Rate_is_not_cut_by_loss_that_is_not_its_doing(double loss)
    {
        var pace = Controller(most: 50_000);

        new SimulatedPath(pace, Wide, 1000, 0.04, loss).Run(10);

        pace.Rate.ShouldBeGreaterThan(25_000);
    }

    [Fact]
    public void Rate_survives_heavy_loss_that_cutting_does_not_help()
    {
        var pace = Controller(most: 20_000);

        new SimulatedPath(pace, Wide, 1000, 0.04, loss: 0.2).Run(60);

        pace.Rate.ShouldBeGreaterThan(2_000);
    }

    [Fact]
    public void Rate_finds_a_wide_way_within_a_second()
    {
        var pace = Controller();

        new SimulatedPath(pace, Wide, 1000, 0.04).Run(1);

        pace.Rate.ShouldBeGreaterThan(50_000);
    }

    [Fact]
    public void Rate_follows_a_way_that_becomes_narrower_and_wide_again()
    {
        var pace = Controller(most: 50_000);
        var path = new SimulatedPath(pace, 20_000, 300, 0.04);
        path.Run(5);

        path.Capacity = 2000;
        path.Run(5);
        pace.Rate.ShouldBeInRange(1000, 2800);

        path.Capacity = 20_000;
        path.Run(10);
        pace.Rate.ShouldBeGreaterThan(8000);
    }

    [Fact]
    public void Rate_stays_low_while_nobody_answers()
    {
        var pace = Controller();

        new SimulatedPath(pace, Wide, 1000, 0.04).Run(10, responders: false);

        pace.Rate.ShouldBeInRange(5000, 10_000);
    }

    [Fact]
    public void Rate_never_passes_the_limit()
    {
        var pace = Controller(start: 5000, most: 300);

        new SimulatedPath(pace, Wide, 1000, 0.001).Run(5);

        pace.Rate.ShouldBeInRange(1, 300);
    }
}
