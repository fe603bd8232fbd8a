using System.Globalization;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Schedules;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Configuration;

/// <summary>
/// Reads a maintenance window: <c>{ from: sat 22:00, to: sun 06:00 }</c> each week, <c>{ from: "22:00", to: "04:00" }</c> each day,
/// <c>{ from: 2027-01-31 18:00, to: 2027-02-01 }</c> once, or <c>{ cron: "0 22 1 * *", for: 2h }</c>.
/// </summary>
static class MaintenanceKey
{
    const string Help = "such as { from: sat 22:00, to: sun 06:00 }, { from: 2027-01-31 18:00, to: 2027-01-31 20:00 }, or { cron: \"0 22 1 * *\", for: 2h }";

    static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    public static MaintenanceWindow? Read(YamlNode node, DiagnosticBag diagnostics)
    {
        if (MappingReader.Of(node, "a maintenance window", diagnostics, Help) is not { } keys) return null;
        var before = diagnostics.ErrorCount;
        var (cron, length) = (keys.Scalar("cron"), keys.Scalar("for"));
        var (from, to) = (keys.Scalar("from"), keys.Scalar("to"));
        var zone = TimeZoneKey.Read(keys.Scalar("timezone"), diagnostics);
        var workflows = keys.Scalars("workflows", "[\"nightly-*\"]");
        var reason = keys.Scalar("reason")?.Text;
        keys.Finish();
        if (diagnostics.ErrorCount > before) return null;
        var time = (cron, length, from, to) switch
        {
            ({ }, { }, null, null) => ReadCron(cron, length, diagnostics),
            (null, null, { }, { }) => ReadRange(from, to, zone, diagnostics),
            _ => Incomplete(node, diagnostics),
        };
        return time is null ? null : time with { Zone = zone, Workflows = workflows is null ? [] : [.. workflows.Select(each => each.Text)], Reason = reason };
    }

    static MaintenanceWindow? Incomplete(YamlNode node, DiagnosticBag diagnostics)
    {
        diagnostics.Error(DiagnosticCodes.MissingKey, node.Location, "a maintenance window has `from` and `to`, or `cron` and `for`", Help);
        return null;
    }

    static MaintenanceWindow? ReadCron(YamlScalar cron, YamlScalar length, DiagnosticBag diagnostics)
    {
        var expression = CronExpression.Parse(cron.Text, "maintenance", out var problem);
        if (expression is null) diagnostics.Error(DiagnosticCodes.InvalidValue, cron.Location, problem!.Message, problem.Help);
        if (!DurationText.TryParse(length.Text, out var duration) || duration == TimeSpan.Zero || duration > Longest)
            diagnostics.Error(DiagnosticCodes.InvalidValue, length.Location, $"`for` cannot be '{ShownText.Shorten(length.Text)}'", $"write a duration of at most {DurationText.Format(Longest)}, such as 2h");
        else if (expression is not null) return new() { Cron = expression, Length = duration };
        return null;
    }

    static MaintenanceWindow? ReadRange(YamlScalar from, YamlScalar to, TimeZoneInfo zone, DiagnosticBag diagnostics)
    {
        if (InWeek(from.Text) is { } start)
        {
            if (InWeek(to.Text) is { } end && end.Day is null == start.Day is null)
            {
                if (end != start) return new() { WeeklyFrom = start, WeeklyTo = end };
                diagnostics.Error(DiagnosticCodes.InvalidValue, to.Location, "the window ends where it begins", Help);
                return null;
            }

            diagnostics.Error(DiagnosticCodes.InvalidValue, to.Location, $"`to` cannot be `{ShownText.Shorten(to.Text)}` where `from` is `{ShownText.Shorten(from.Text)}`", "write both alike: sat 22:00 and sun 06:00, or 22:00 and 04:00");
            return null;
        }

        var read = true;
        if (!ScheduleMoment.TryRead(from.Text, zone, asEnd: false, out var first)) read = Wrong(from, "from");
        if (!ScheduleMoment.TryRead(to.Text, zone, asEnd: true, out var last)) read = Wrong(to, "to");
        if (!read) return null;
        if (last > first) return new() { From = first, To = last };
        diagnostics.Error(DiagnosticCodes.InvalidValue, to.Location, "the window ends before it begins", "turn `from` and `to` round");
        return null;

        bool Wrong(YamlScalar scalar, string key)
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`{key}` cannot be `{ShownText.Shorten(scalar.Text)}`", Help);
            return false;
        }
    }

    /// <summary>A time of each day, or of a day of each week; null when it is something else.</summary>
    static (DayOfWeek? Day, TimeSpan Time)? InWeek(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2 || !TimeSpan.TryParseExact(words[^1], [@"h\:mm", @"hh\:mm"], CultureInfo.InvariantCulture, out var time) || time >= TimeSpan.FromDays(1)) return null;
        if (words.Length == 1) return (null, time);
        foreach (var day in Enum.GetValues<DayOfWeek>())
            if (words[0].Length >= 3 && day.ToString().StartsWith(words[0], StringComparison.OrdinalIgnoreCase)) return (day, time);
        return null;
    }
}
