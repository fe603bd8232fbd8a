using System.Globalization;
using Runner.Workflows.Schedules;

namespace Runner.Workflows.Tests.Schedules;

/// <summary>What happens where clocks are changed.</summary>
public sealed class ZonedTimesTests
{
    [Theory]
    // 29 March 2026: 02:00 to 03:00 does not exist.
    [InlineData("Europe/Paris", "30 2 * * *", "2026-03-28T12:00Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z")]
    [InlineData("Europe/Paris", "*/15 2 * * *", "2026-03-28T12:00Z", "2026-03-29T01:00Z", "2026-03-30T00:00Z")]
    [InlineData("Europe/Paris", "0 2,3 * * *", "2026-03-28T12:00Z", "2026-03-29T01:00Z", "2026-03-30T00:00Z")]
    [InlineData("Europe/Paris", "30 * * * *", "2026-03-29T00:15Z", "2026-03-29T00:30Z", "2026-03-29T01:30Z")]
    // 25 October 2026: 02:00 to 03:00 comes twice.
    [InlineData("Europe/Paris", "30 2 * * *", "2026-10-24T12:00Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    [InlineData("Europe/Paris", "*/30 2 * * *", "2026-10-25T00:10Z", "2026-10-25T00:30Z", "2026-10-26T01:00Z")]
    [InlineData("Europe/Paris", "30 * * * *", "2026-10-25T00:10Z", "2026-10-25T00:30Z", "2026-10-25T01:30Z")]
    [InlineData("Europe/Paris", "*/20 * * * *", "2026-10-25T00:30Z", "2026-10-25T00:40Z", "2026-10-25T01:00Z")]
    // 8 March and 1 November 2026.
    [InlineData("America/New_York", "30 2 * * *", "2026-03-08T05:00Z", "2026-03-08T07:00Z", "2026-03-09T06:30Z")]
    [InlineData("America/New_York", "30 1 * * *", "2026-11-01T00:00Z", "2026-11-01T05:30Z", "2026-11-02T06:30Z")]
    [InlineData("America/New_York", "0 */2 * * *", "2026-03-08T05:30Z", "2026-03-08T07:00Z", "2026-03-08T08:00Z")]
    // Half an hour: 4 October 2026, 02:00 to 02:30 does not exist; 5 April 2026, 01:30 to 02:00 comes twice.
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2026-10-03T00:00Z", "2026-10-03T15:30Z", "2026-10-04T15:15Z")]
    [InlineData("Australia/Lord_Howe", "45 1 * * *", "2026-04-04T00:00Z", "2026-04-04T14:45Z", "2026-04-05T15:15Z")]
    [InlineData("Australia/Lord_Howe", "45 * * * *", "2026-04-04T14:40Z", "2026-04-04T14:45Z", "2026-04-04T15:15Z")]
    // Samoa had no 30 December 2011.
    [InlineData("Pacific/Apia", "0 12 * * *", "2011-12-29T23:00Z", "2011-12-30T10:00Z", "2011-12-30T22:00Z")]
    [InlineData("Pacific/Apia", "0 * * * *", "2011-12-30T08:30Z", "2011-12-30T09:00Z", "2011-12-30T10:00Z")]
    // The Azores change at midnight, so that an hour of the day before comes twice.
    [InlineData("Atlantic/Azores", "30 0 * * *", "2026-10-24T12:00Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z")]
    public void Schedule_goes_on_where_clocks_are_changed(string zone, string cron, string after, string first, string second)
    {
        var (expression, place) = (CronExpressionTests.Parse(cron), TimeZoneInfo.FindSystemTimeZoneById(zone));

        var next = ZonedTimes.Next(expression, place, Moment(after))!.Value;

        next.ShouldBe(Moment(first));
        ZonedTimes.Next(expression, place, next).ShouldBe(Moment(second));
    }

    [Fact]
    public void A_time_within_a_repeated_hour_is_after_all_fixed_times_of_it() =>
        ZonedTimes.Next(CronExpressionTests.Parse("*/10 2 * * *"), TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"), Moment("2026-10-25T01:05Z")).ShouldBe(Moment("2026-10-26T01:00Z"));

    /// <summary>A year of every zone's changes, against a walk through its minutes by what the page says.</summary>
    [Theory]
    [InlineData("Europe/Paris", 2026)]
    [InlineData("America/New_York", 2026)]
    [InlineData("Australia/Lord_Howe", 2026)]
    [InlineData("Pacific/Apia", 2011)]
    [InlineData("Africa/Casablanca", 2026)]
    [InlineData("Atlantic/Azores", 2026)]
    [InlineData("Asia/Kathmandu", 2026)]
    [InlineData("America/Havana", 2026)]
    public void Every_time_of_a_year_is_the_one_that_a_walk_finds(string id, int year)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(id);
        var (start, end) = (new DateTimeOffset(year, 1, 1, 0, 0, 0, default), new DateTimeOffset(year + 1, 1, 1, 0, 0, 0, default));
        foreach (var text in (string[])["30 2 * * *", "*/20 1 * * *", "0 0 * * *", "15 0,1,2,3 * * *", "10 */2 * * *", "17 * * * *", "*/30 * 25-31 * *"])
        {
            var cron = CronExpressionTests.Parse(text);
            var found = new List<DateTimeOffset>();
            for (var at = ZonedTimes.Next(cron, zone, start); at < end; at = ZonedTimes.Next(cron, zone, at.Value)) found.Add(at.Value);

            found.ShouldBe(Walk(cron, zone, start, end), $"{text} in {id}");
        }
    }

    static List<DateTimeOffset> Walk(CronExpression cron, TimeZoneInfo zone, DateTimeOffset start, DateTimeOffset end)
    {
        var found = new List<DateTimeOffset>();
        var latest = DateTime.MinValue;
        var before = zone.GetUtcOffset(start);
        for (var at = start.AddMinutes(1); at < end; at = at.AddMinutes(1))
        {
            var offset = zone.GetUtcOffset(at);
            var local = at.UtcDateTime + offset;
            var fits = cron.Fits(local) && (cron.MeansEveryHour || local > latest);
            // The minutes that were left out stand for the first one after them.
            for (var skipped = at.UtcDateTime + before; !cron.MeansEveryHour && skipped < local; skipped = skipped.AddMinutes(1)) fits |= cron.Fits(skipped);
            if (fits) found.Add(at);
            if (local > latest) latest = local;
            before = offset;
        }

        return found;
    }

    static DateTimeOffset Moment(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mmK", CultureInfo.InvariantCulture);
}
