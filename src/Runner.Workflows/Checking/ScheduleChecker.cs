using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Schedules;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>The schedules of a workflow.</summary>
sealed class ScheduleChecker(InputChecker inputs, DiagnosticBag diagnostics)
{
    static readonly TypeShape Duration = new(ShapeKind.Duration);

    /// <summary>A run takes longer than this to be started, so that more often makes no sense.</summary>
    static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>A day of a schedule that starts each minute, all week of one that starts each hour.</summary>
    const int StartsLookedAt = 1440;

    /// <summary>The schedules that are right.</summary>
    public IReadOnlyList<CheckedSchedule> Check(IReadOnlyList<ScheduleSyntax> schedules, IReadOnlyList<WorkflowInput> declared)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in schedules.Select(schedule => schedule.Name).OfType<YamlScalar>())
        {
            if (!Identifier.IsValid(name.Text))
                diagnostics.Error(DiagnosticCodes.InvalidValue, name.Location, $"`{ShownText.Shorten(name.Text)}` cannot be the name of a schedule", "a name starts with a letter or _ and goes on with letters, digits, _ and -");
            else if (!names.Add(name.Text))
                diagnostics.Error(DiagnosticCodes.InvalidValue, name.Location, $"two schedules are named `{name.Text}`", "each needs a name of its own, or none");
        }

        return [.. schedules.Select(schedule => Check(schedule, declared))];
    }

    CheckedSchedule Check(ScheduleSyntax schedule, IReadOnlyList<WorkflowInput> declared)
    {
        CheckOneTime(schedule);
        CronExpression? expression = null;
        if (schedule.Cron is { } cron && (expression = CronExpression.Parse(cron.Text, "", out var problem)) is null)
            diagnostics.Error(DiagnosticCodes.InvalidValue, cron.Location, problem!.Message, problem.Help);
        var zone = TimeZoneKey.Read(schedule.Timezone, diagnostics);
        var every = DurationOf(schedule.Every, "every");
        if (every < Shortest) diagnostics.Error(DiagnosticCodes.InvalidValue, schedule.Every!.Location, $"`every` cannot be shorter than {DurationText.Format(Shortest)}", "repeat steps within a run with `for-each`");
        var jitter = DurationOf(schedule.Jitter, "jitter");
        if (jitter is not null && (every ?? (expression is null ? null : ShortestTimeBetween(expression))) is { } between && jitter > between)
            diagnostics.Error(DiagnosticCodes.InvalidValue, schedule.Jitter!.Location, $"`jitter` is longer than the time from one start to the next, {DurationText.Format(between)}", "make it shorter");
        var start = MomentOf(schedule.Start, "start", zone, asEnd: false);
        var end = MomentOf(schedule.End, "end", zone, asEnd: true);
        if (start >= end) diagnostics.Error(DiagnosticCodes.InvalidValue, schedule.End!.Location, "the schedule ends before it starts", "turn `start` and `end` round");
        if (schedule is { MisfireWindow: { } window, Misfire: null }) diagnostics.Error(DiagnosticCodes.InvalidValue, window.Location, "`misfire-window` says nothing without `misfire`: missed starts are left out", "add misfire: run-once, or misfire: run-all");
        return new()
        {
            Cron = schedule.Cron?.Text,
            Every = every,
            At = MomentOf(schedule.At, "at", zone, asEnd: false),
            Name = schedule.Name?.Text,
            Start = start,
            End = end,
            Timezone = zone,
            Overlap = ChoiceOf<ScheduleOverlap>(schedule.Overlap, "overlap"),
            Misfire = ChoiceOf<ScheduleMisfire>(schedule.Misfire, "misfire"),
            MisfireWindow = DurationOf(schedule.MisfireWindow, "misfire-window") ?? CheckedSchedule.StandardMisfireWindow,
            Jitter = jitter ?? TimeSpan.Zero,
            Inputs = InputsOf(schedule, declared),
            Location = schedule.Node.Location,
        };
    }

    /// <summary>Of the first starts of a year that is none of any user's, so that a file is right or wrong whenever it is looked at.</summary>
    static TimeSpan? ShortestTimeBetween(CronExpression cron)
    {
        TimeSpan? shortest = null;
        var at = ZonedTimes.Next(cron, TimeZoneInfo.Utc, new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
        for (var i = 0; i < StartsLookedAt && at is { } before; i++)
        {
            at = ZonedTimes.Next(cron, TimeZoneInfo.Utc, before);
            if (at - before is { } between && !(between >= shortest)) shortest = between;
        }

        return shortest;
    }

    void CheckOneTime(ScheduleSyntax schedule)
    {
        if (schedule is { Cron: not null, Every: { } both })
            diagnostics.Error(DiagnosticCodes.InvalidValue, both.Location, "`every` and `cron` both say when", "keep one of them");
        if (schedule.At is { } at && (schedule.Cron ?? schedule.Every) is not null)
            diagnostics.Error(DiagnosticCodes.InvalidValue, at.Location, $"`at` and `{(schedule.Cron is null ? "every" : "cron")}` both say when", "keep one of them; `start` is when a repeated schedule begins");
        else if (schedule.At is not null && (schedule.Start ?? schedule.End) is { } limit)
            diagnostics.Error(DiagnosticCodes.InvalidValue, limit.Location, "a schedule that runs once needs no `start` and no `end`", "keep `at`");
    }

    DateTimeOffset? MomentOf(YamlScalar? scalar, string path, TimeZoneInfo zone, bool asEnd)
    {
        if (scalar is null) return null;
        if (ScheduleMoment.TryRead(scalar.Text, zone, asEnd, out var moment)) return moment;
        diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`{path}` cannot be `{ShownText.Shorten(scalar.Text)}`", ScheduleMoment.Help);
        return null;
    }

    TimeSpan? DurationOf(YamlScalar? scalar, string path)
    {
        if (scalar is null || inputs.Check(scalar, Duration, path, ScopeShape.Empty)?.Constant is not { Kind: ValueKind.String } text) return null;
        if (!DurationText.TryParse(text.AsString(), out var duration)) return null;
        if (duration == TimeSpan.Zero) diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`{path}` must be longer than nothing", "leave the key out");
        return duration;
    }

    T ChoiceOf<T>(YamlScalar? scalar, string path) where T : struct, Enum
    {
        if (scalar is null) return default;
        var names = Array.ConvertAll(Enum.GetNames<T>(), NameCase.ToKebab);
        if (Array.IndexOf(names, scalar.Text) is >= 0 and var at) return Enum.GetValues<T>()[at];
        diagnostics.Error(DiagnosticCodes.InvalidValue, scalar.Location, $"`{path}` must be one of {string.Join(", ", names)}, and this is {(scalar.Value.Kind == ValueKind.String ? $"`{ShownText.Shorten(scalar.Text)}`" : scalar.Display)}", NameHelp.Near(scalar.Text, names));
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
