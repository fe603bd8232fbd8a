using Runner.Plugins.Scan.Probing.Pacing;

namespace Runner.Plugins.Tests.Scan.Probing;

public sealed class RoundTripTests
{
    [Fact]
    public void Timeout_is_a_second_before_the_first_answer() => new RoundTrip().Timeout(1.25).ShouldBe(1);

    [Fact]
    public void Timeout_follows_RFC_6298()
    {
        var trip = new RoundTrip();
        trip.Add(0.2);
        trip.Timeout(9).ShouldBe(0.2 + (4 * 0.1), 1e-9);

        trip.Add(0.3);

        // RTTVAR = 3/4 * 0.1 + 1/4 * |0.2 - 0.3|, SRTT = 7/8 * 0.2 + 1/8 * 0.3
        trip.Timeout(9).ShouldBe(0.2125 + (4 * 0.1), 1e-9);
        trip.Least.ShouldBe(0.2);
    }

    [Fact]
    public void Timeout_stays_between_a_tenth_of_a_second_and_what_is_asked_for()
    {
        var trip = new RoundTrip();
        trip.Add(0.0001);
        trip.Timeout(1.25).ShouldBe(0.1);
        trip.Add(3);
        trip.Timeout(1.25).ShouldBe(1.25);
    }
}
