using System.Globalization;
using Runner.Workflows.Schedules;

namespace Runner.Workflows.Tests.Schedules;

public sealed class CronExpressionTests
{
    [Theory]
    [InlineData("* * * * *", "2026-01-01 00:00:00", "2026-01-01 00:01:00")]
    [InlineData("*/15 * * * *", "2026-01-01 00:50:10", "2026-01-01 01:00:00")]
    [InlineData("*/10 * * * * *", "2026-01-01 00:50:10", "2026-01-01 00:50:20")]
    [InlineData("30 4 * * 1-5", "2026-01-02 04:30:00", "2026-01-05 04:30:00")]
    [InlineData("0 0 29 2 *", "2026-01-01 00:00:00", "2028-02-29 00:00:00")]
    [InlineData("0 0 29 2 *", "2096-03-01 00:00:00", "2104-02-29 00:00:00")]
    [InlineData("0 0 L * *", "2026-02-01 00:00:00", "2026-02-28 00:00:00")]
    [InlineData("0 0 L,15 * *", "2026-02-01 00:00:00", "2026-02-15 00:00:00")]
    [InlineData("0 9 * * MON#2", "2026-11-01 00:00:00", "2026-11-09 09:00:00")]
    [InlineData("0 9 * * friL", "2026-11-01 00:00:00", "2026-11-27 09:00:00")]
    [InlineData("0 9 * * FRI#5", "2026-11-01 00:00:00", "2027-01-29 09:00:00")]
    [InlineData("0 0 13 * FRI", "2026-11-01 00:00:00", "2026-11-06 00:00:00")]
    [InlineData("0 0 */2 * FRI", "2026-11-01 00:00:00", "2026-11-13 00:00:00")]
    [InlineData("0 0 * * 7", "2026-11-01 00:00:00", "2026-11-08 00:00:00")]
    [InlineData("0 0 * * SAT-SUN", "2026-11-02 00:00:00", "2026-11-07 00:00:00")]
    [InlineData("5/20 * * * *", "2026-11-02 00:26:00", "2026-11-02 00:45:00")]
    [InlineData("0 0 1 JAN,jul ?", "2026-02-02 00:00:00", "2026-07-01 00:00:00")]
    [InlineData("@weekly", "2026-11-02 00:00:00", "2026-11-08 00:00:00")]
    [InlineData("@yearly", "2026-11-02 00:00:00", "2027-01-01 00:00:00")]
    [InlineData("59 23 31 12 *", "2026-12-31 23:59:00", "2027-12-31 23:59:00")]
    public void Next_time_is_the_one_that_crontab_means(string cron, string after, string expected) =>
        Parse(cron).NextLocal(Time(after)).ShouldBe(Time(expected));

    [Theory]
    [InlineData("0 0 30 2 *", "FEB has no day 30")]
    [InlineData("0 0 31 2,4,6 *", "FEB, APR, JUN have no day 31")]
    [InlineData("0 24 * * *", "24 is no hour: it goes from 0 to 23")]
    [InlineData("0 0 0 * *", "0 is no day of the month")]
    [InlineData("0 0 * * 8", "8 is no day of the week")]
    [InlineData("0 0 * 13 *", "13 is no month")]
    [InlineData("60 * * * * *", "60 is no second")]
    [InlineData("*/100 * * * *", "the step `100` of the minute is none")]
    [InlineData("1,,2 * * * *", "a part of the minute is empty")]
    [InlineData("0 0 15W * *", "`15W` is no day of the month")]
    [InlineData("0 0 * * MON#6", "names no week of a month")]
    [InlineData("-5 * * * *", "`-5` is no minute")]
    [InlineData("5- * * * *", "`` is no minute")]
    [InlineData("H(1-99) * * * *", "99 is no minute")]
    [InlineData("99999999999999 * * * *", "99999999999999 is no minute")]
    public void What_cannot_be_is_told(string cron, string problem)
    {
        CronExpression.Parse(cron, "", out var found).ShouldBeNull();
        found!.Message.ShouldContain(problem);
    }

    [Fact]
    public void Hash_is_the_same_for_a_schedule_and_spread_over_many()
    {
        static DateTime First(int schedule) => Parse("H H(0-5) * * *", $"workflows/check.yaml#{schedule}").NextLocal(Time("2026-01-01 00:00:00").AddTicks(-1))!.Value;
        var times = Enumerable.Range(0, 3600).Select(First).ToList();

        times.ShouldBe(Enumerable.Range(0, 3600).Select(First));
        times.ShouldAllBe(time => time.Hour < 6);
        // 3,600 schedules in 360 minutes: ten each, and nowhere a crowd.
        times.GroupBy(time => time).Max(minute => minute.Count()).ShouldBeLessThan(30);
        times.Distinct().Count().ShouldBeGreaterThan(340);
    }

    [Fact]
    public void Hash_with_a_step_begins_somewhere_within_the_step()
    {
        var times = Enumerable.Range(0, 100).Select(schedule => Minutes($"H/15 * * * *", $"{schedule}")).ToList();

        times.ShouldAllBe(minutes => minutes.Count == 4 && minutes[0] < 15 && minutes[1] - minutes[0] == 15);
        times.Select(minutes => minutes[0]).Distinct().Count().ShouldBe(15);

        static List<int> Minutes(string cron, string seed)
        {
            var expression = Parse(cron, seed);
            return [.. Enumerable.Range(0, 60).Where(minute => expression.Fits(new(2026, 1, 1, 0, minute, 0)))];
        }
    }

    /// <summary>Thousands of expressions, made at random beside a rule that says the same, against a walk through the minutes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Next_time_is_the_one_that_a_walk_through_the_minutes_finds(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 2000; i++)
        {
            var (text, fits, day) = RandomCron.Make(random);
            var from = new DateTime(2024, 1, 1).AddMinutes(random.Next(0, 4 * 525_600));
            if (CronExpression.Parse(text, "", out var problem) is not { } cron)
            {
                problem!.Message.ShouldContain("never comes", Case.Sensitive, text);
                RandomCron.Walk(new(2024, 1, 1), fits, day, 5 * 366).ShouldBeNull(text);
                continue;
            }

            var expected = RandomCron.Walk(from, fits, day, 400);
            var next = cron.NextLocal(from);
            if (expected is null) (next is null || next > from.AddDays(400)).ShouldBeTrue($"{text} after {from:s}: {next:s}");
            else next.ShouldBe(expected, $"{text} after {from:s}");
        }
    }

    internal static CronExpression Parse(string cron, string seed = "") => CronExpression.Parse(cron, seed, out var problem) ?? throw new InvalidOperationException($"{cron}: {problem!.Message}");

    static DateTime Time(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
