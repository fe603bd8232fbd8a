using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>The schedules of a workflow.</summary>
sealed class ScheduleChecker(InputChecker inputs, DiagnosticBag diagnostics)
{
    static readonly TypeShape Duration = new(ShapeKind.Duration);

    static readonly string[] Names = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

    /// <summary>The schedules that are right.</summary>
    public IReadOnlyList<CheckedSchedule> Check(IReadOnlyList<ScheduleSyntax> schedules, IReadOnlyList<WorkflowInput> declared) =>
        [.. schedules.Select(schedule => Check(schedule, declared))];

    CheckedSchedule Check(ScheduleSyntax schedule, IReadOnlyList<WorkflowInput> declared)
    {
        if (schedule is { Cron: not null, Every: { } both })
            diagnostics.Error(DiagnosticCodes.InvalidValue, both.Location, "`every` and `cron` both say when", "keep one of them");
        if (schedule.Cron is { } cron) CheckCron(cron);
        return new()
        {
            Cron = schedule.Cron?.Text,
            Every = DurationOf(schedule.Every, "every"),
            Timezone = ZoneOf(schedule.Timezone),
            Overlap = ChoiceOf<ScheduleOverlap>(schedule.Overlap, "overlap"),
            Misfire = ChoiceOf<ScheduleMisfire>(schedule.Misfire, "misfire"),
            Jitter = DurationOf(schedule.Jitter, "jitter") ?? TimeSpan.Zero,
            Inputs = InputsOf(schedule, declared),
            Location = schedule.Node.Location,
        };
    }

    void CheckCron(YamlScalar cron)
    {
        if (cron.Text.StartsWith('@'))
        {
            if (!Names.Contains(cron.Text, StringComparer.Ordinal))
                diagnostics.Error(DiagnosticCodes.InvalidValue, cron.Location, $"there is no schedule `{ShownText.Shorten(cron.Text)}`", NameHelp.For(cron.Text, Names, "there are"));
            return;
        }

        var fields = cron.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6))
            diagnostics.Error(DiagnosticCodes.InvalidValue, cron.Location, $"a cron expression has 5 fields, or 6 with seconds first, and this has {fields.Length}", "minute hour day-of-month month day-of-week, such as \"*/5 * * * *\"");
        else if (Array.Find(fields, field => !field.All(c => char.IsAsciiLetterOrDigit(c) || c is '*' or '/' or ',' or '-' or '?' or '#')) is { } wrong)
            diagnostics.Error(DiagnosticCodes.InvalidValue, cron.Location, $"`{ShownText.Shorten(wrong)}` is no field of a cron expression", "a field is made of *, numbers, names such as MON, and - / ,");
    }

    TimeSpan? DurationOf(YamlScalar? scalar, string path)
    {
        if (scalar is null || inputs.Check(scalar, Duration, path, ScopeShape.Empty)?.Constant is not { Kind: ValueKind.String } text) return null;
        if (!DurationText.TryParse(text.AsString(), out var duration)) return null;
        if (duration == TimeSpan.Zero) diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`{path}` must be longer than nothing", "leave the key out");
        return duration;
    }

    TimeZoneInfo ZoneOf(YamlScalar? zone)
    {
        if (zone is null) return TimeZoneInfo.Utc;
        if (TimeZoneInfo.TryFindSystemTimeZoneById(zone.Text, out var found)) return found;
        diagnostics.Error(DiagnosticCodes.InvalidValue, zone.Location, $"there is no time zone `{ShownText.Shorten(zone.Text)}`",
            TimeZoneInfo.GetSystemTimeZones() is { Count: > 1 } zones
                ? NameHelp.Near(zone.Text, zones.Select(each => each.Id)) ?? "such as Europe/Paris, or UTC, which is the default"
                : "this system has no time zone data; install the package tzdata");
        return TimeZoneInfo.Utc;
    }

    T ChoiceOf<T>(YamlScalar? scalar, string path) where T : struct, Enum
    {
        if (scalar is null) return default;
        var names = Array.ConvertAll(Enum.GetNames<T>(), NameCase.ToKebab);
        if (Array.IndexOf(names, scalar.Text) is >= 0 and var at) return Enum.GetValues<T>()[at];
        diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`{path}` must be one of {string.Join(", ", names)}, and this is {scalar.Display}", NameHelp.Near(scalar.Text, names));
        return default;
    }

    IReadOnlyList<KeyValuePair<string, Value>> InputsOf(ScheduleSyntax schedule, IReadOnlyList<WorkflowInput> declared)
    {
        var shape = CallChecker.ShapeOf(declared);
        var template = schedule.Inputs switch
        {
            null => inputs.CheckFields([], shape, schedule.Node, "", ScopeShape.Empty, "a run of this schedule"),
            YamlMapping mapping => inputs.CheckFields(mapping.Entries, shape, mapping, "", ScopeShape.Empty, "the workflow"),
            _ => null,
        };
        if (schedule.Inputs is { } wrong and not YamlMapping)
            diagnostics.Error(DiagnosticCodes.WrongType, wrong.Location, $"`inputs` must be a mapping, and this is {wrong.Display}", "such as inputs: { region: eu }");
        if (template is { Constant: null })
            diagnostics.Error(DiagnosticCodes.InvalidValue, template.Location, "the inputs of a schedule must be written out; they may hold no expression", "the workflow's own `default` and `env` can hold the rest");
        return [.. template?.Constant?.AsObject().Entries ?? []];
    }
}
