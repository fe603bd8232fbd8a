using Runner.Workflows.Diagnostics;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Schedules;

/// <summary>Reads <c>timezone</c>.</summary>
static class TimeZoneKey
{
    /// <summary>The zone that is named; UTC where none is, or none that there is.</summary>
    public static TimeZoneInfo Read(YamlScalar? zone, DiagnosticBag diagnostics)
    {
        if (zone is null) return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(zone.Text, out var found)) return found;
        diagnostics.Error(DiagnosticCodes.InvalidValue, zone.Location, $"there is no time zone `{ShownText.Shorten(zone.Text)}`",
            TimeZoneInfo.GetSystemTimeZones() is { Count: > 1 } zones
                ? NameHelp.Near(zone.Text, zones.Select(each => each.Id)) ?? "such as Europe/Paris, or UTC, which is the default"
                : "this system has no time zone data; install the package tzdata");
        return TimeZoneInfo.Utc;
    }
}
