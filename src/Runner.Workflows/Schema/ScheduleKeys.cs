using System.Text.Json.Nodes;
using Runner.Workflows.Checked;
using Runner.Workflows.Types;
using static Runner.Workflows.Schema.KeySchema;
using static Runner.Workflows.Schema.ScalarSchema;

namespace Runner.Workflows.Schema;

/// <summary>What <c>on</c> may say.</summary>
static class ScheduleKeys
{
    public static JsonObject On()
    {
        var on = Mapping([new("schedule", "The times at which it is to run: a list, or one alone.", new()
        {
            ["type"] = new JsonArray("array", "object"),
            ["items"] = Reference("schedule"),
            ["if"] = new JsonObject { ["type"] = "object" },
            ["then"] = Reference("schedule"),
        })]);
        on["type"] = "object";
        return on;
    }

    public static JsonObject Schedule()
    {
        var schedule = Mapping(
        [
            new("cron", "Five fields (minute, hour, day of the month, month, day of the week), six with seconds first, or `@daily` and its like. `H` is a value that spreads schedules.", PlainText()),
            new("every", "The time from one start to the next, in the place of `cron`.", Limit(expressions: false)),
            new("at", "The one time at which it is to run, in the place of `cron`: `2027-01-31 18:00`.", PlainText()),
            new("name", "What it is known by, in the place of its number among the workflow's schedules.", Name()),
            new("timezone", "The time zone in which `cron`, `at`, `start` and `end` are meant, such as `Europe/Paris`; UTC by default.", PlainText()),
            new("start", "Nothing starts before this day or time: `2027-01-01`, `2027-01-01 06:00`.", PlainText()),
            new("end", "Nothing starts after this day or time.", PlainText()),
            new("overlap", "What happens when the run before has not ended; `skip` by default.", OneOf(Names<ScheduleOverlap>(overlap => overlap switch
            {
                ScheduleOverlap.Skip => "The next run is left out.",
                ScheduleOverlap.Queue => "The next run waits.",
                ScheduleOverlap.Cancel => "The run before is cancelled.",
                _ => "Both run.",
            }))),
            new("misfire", "What happens to starts that were missed; `skip` by default.", OneOf(Names<ScheduleMisfire>(misfire => misfire switch
            {
                ScheduleMisfire.Skip => "Nothing.",
                ScheduleMisfire.RunOnce => "One run stands for all of them.",
                _ => "Each is made up for.",
            }))),
            new("misfire-window", "How old a missed start may be to be made up for; `1d` by default. Older ones are given up.", Limit(expressions: false)),
            new("jitter", "Each start is later by a time up to this, another one for each.", Limit(expressions: false)),
            new("inputs", "The inputs that its runs are started with, written out.", new() { ["type"] = "object" }),
        ]);
        schedule["anyOf"] = new JsonArray(Having("cron"), Having("every"), Having("at"));
        schedule["type"] = "object";
        return schedule;
    }

    static IEnumerable<(string Name, string Description)> Names<T>(Func<T, string> describe) where T : struct, Enum =>
        Enum.GetValues<T>().Select(value => (NameCase.ToKebab(value.ToString()), describe(value)));
}
