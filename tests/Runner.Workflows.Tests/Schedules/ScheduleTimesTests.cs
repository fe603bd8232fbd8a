using Runner.Workflows.Checked;
using Runner.Workflows.Schedules;
using Runner.Workflows.Text;

namespace Runner.Workflows.Tests.Schedules;

public sealed class ScheduleTimesTests
{
    static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    static readonly CheckedSchedule Nothing = new() { Timezone = TimeZoneInfo.Utc, Location = new(new SourceText("a.yaml", ""), default) };

    [Fact]
    public void Intervals_are_counted_from_a_moment_that_stays_the_same()
    {
        var times = new ScheduleTimes(Nothing with { Every = TimeSpan.FromMinutes(5) }, "a#1");
        var first = times.Next(Noon)!.Value;

        (first - Noon).ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(5));
        times.Next(first).ShouldBe(first.AddMinutes(5));
        times.Next(first.AddTicks(-1)).ShouldBe(first);
        new ScheduleTimes(Nothing with { Every = TimeSpan.FromMinutes(5) }, "a#1").Next(Noon).ShouldBe(first);
    }

    [Fact]
    public void Intervals_with_a_start_begin_there()
    {
        var times = new ScheduleTimes(Nothing with { Every = TimeSpan.FromMinutes(7), Start = Noon }, "a#1");

        times.Next(Noon.AddDays(-9)).ShouldBe(Noon);
        times.Next(Noon).ShouldBe(Noon.AddMinutes(7));
    }

    [Fact]
    public void Nothing_comes_before_the_start_or_from_the_end_on()
    {
        var times = new ScheduleTimes(Nothing with { Cron = "0 * * * *", Start = Noon, End = Noon.AddHours(2) }, "a#1");

        times.Next(Noon.AddDays(-9)).ShouldBe(Noon);
        times.Next(Noon).ShouldBe(Noon.AddHours(1));
        times.Next(Noon.AddHours(1)).ShouldBeNull();
    }

    [Fact]
    public void What_is_to_run_once_comes_once()
    {
        var times = new ScheduleTimes(Nothing with { At = Noon }, "a#1");

        times.Next(Noon.AddTicks(-1)).ShouldBe(Noon);
        times.Next(Noon).ShouldBeNull();
    }

    [Fact]
    public void Jitter_is_within_its_limit_and_another_for_each_slot()
    {
        var times = new ScheduleTimes(Nothing with { Cron = "* * * * *", Jitter = TimeSpan.FromSeconds(30) }, "a#1");
        var all = Enumerable.Range(0, 1000).Select(minute => times.JitterOf(Noon.AddMinutes(minute))).ToList();

        all.ShouldAllBe(jitter => jitter >= TimeSpan.Zero && jitter <= TimeSpan.FromSeconds(30));
        all.Distinct().Count().ShouldBeGreaterThan(900);
        all.Average(jitter => jitter.TotalSeconds).ShouldBeInRange(13, 17);
    }
}
