using Runner.Workflows.Checked;
using Runner.Workflows.Schedules;
using Runner.Workflows.Values;

namespace Runner.Service.Catalogue;

/// <summary>A workflow's file, as it can run: its last good version.</summary>
sealed record ServedWorkflow
{
    /// <summary>Relative to the project, with slashes.</summary>
    public required string File { get; init; }

    /// <summary>The last version that was right; null when there never was one.</summary>
    public CheckedWorkflow? Workflow { get; init; }

    /// <summary>What is wrong with the file now; null for nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>The texts of it and of all that it calls, by absolute path.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();

    /// <summary>Their hash in the store's definitions.</summary>
    public string Definition { get; init; } = "";

    /// <summary>Its schedules.</summary>
    public IReadOnlyList<ServedSchedule> Schedules { get; init; } = [];
}

/// <summary>A schedule of a workflow that is served.</summary>
sealed class ServedSchedule
{
    public ServedSchedule(ServedWorkflow workflow, CheckedWorkflow version, int place)
    {
        (Workflow, Schedule) = (version, version.Schedules[place]);
        File = workflow.File;
        Id = ScheduleId.Of(workflow.File, Schedule, place);
        Definition = workflow.Definition;
        Times = new(Schedule, Id);
        var inputs = new ValueObject();
        foreach (var (name, value) in Schedule.Inputs) inputs[name] = value;
        Inputs = ValueJson.Write(Value.From(inputs));
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>The workflow's file.</summary>
    public string File { get; }

    /// <summary>The version that runs.</summary>
    public CheckedWorkflow Workflow { get; }

    public CheckedSchedule Schedule { get; }

    /// <inheritdoc cref="ServedWorkflow.Definition"/>
    public string Definition { get; }

    public ScheduleTimes Times { get; }

    /// <summary>The inputs of its runs as JSON.</summary>
    public string Inputs { get; }

    /// <summary>When it starts, for people, and for the store to see that it is another.</summary>
    public string Text => Schedule.Timezone.Id == TimeZoneInfo.Utc.Id || Schedule.Every is not null ? Schedule.Text : $"{Schedule.Text} {Schedule.Timezone.Id}";
}

/// <summary>What schedules are known by.</summary>
public static class ScheduleId
{
    /// <summary>The project-relative file, and the schedule's name or its place from 1 on.</summary>
    public static string Of(string file, CheckedSchedule schedule, int place) =>
        schedule.Name is { } name ? $"{file}#{name}" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}#{place + 1}");
}
