using Runner.Service.Catalogue;
using Runner.Service.Slots;
using Runner.Store.Queue;
using Runner.Store.Schedules;
using Runner.Workflows.Checked;

namespace Runner.Service;

/// <summary>The schedules as the files say them now, for commands that serve nothing.</summary>
public sealed class ScheduleOverview
{
    /// <summary>Reads the files.</summary>
    /// <param name="options">What a service would work with; its log gets what is wrong.</param>
    public ScheduleOverview(ServiceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var catalogue = new ScheduleCatalogue(options);
        catalogue.Read();
        Schedules = [.. catalogue.Schedules.Values.OrderBy(schedule => schedule.Id, StringComparer.Ordinal).Select(schedule => new ListedSchedule(schedule, options))];
        Found = catalogue.Found(options.Time.GetUtcNow());
        Broken = [.. catalogue.Workflows.Values.Where(workflow => workflow.Problem is not null).OrderBy(workflow => workflow.File, StringComparer.Ordinal).Select(workflow => (workflow.File, workflow.Problem!))];
    }

    /// <summary>What the store is to know of them.</summary>
    public IReadOnlyList<FoundSchedule> Found { get; }

    /// <summary>The schedules, in the order of their ids.</summary>
    public IReadOnlyList<ListedSchedule> Schedules { get; }

    /// <summary>Files that are wrong, and what is.</summary>
    public IReadOnlyList<(string File, string Problem)> Broken { get; }
}

/// <summary>A schedule as its file says it.</summary>
public sealed class ListedSchedule
{
    readonly ServedSchedule served;
    readonly ServiceOptions options;

    internal ListedSchedule(ServedSchedule served, ServiceOptions options) => (this.served, this.options) = (served, options);

    /// <summary>Its id.</summary>
    public string Id => served.Id;

    /// <summary>The workflow.</summary>
    public CheckedWorkflow Workflow => served.Workflow;

    /// <summary>What stands in the file.</summary>
    public CheckedSchedule Schedule => served.Schedule;

    /// <summary>When it starts, for people.</summary>
    public string Text => served.Text;

    /// <summary>Its inputs as JSON.</summary>
    public string Inputs => served.Inputs;

    /// <summary>Its first slot after a moment; null when there is none any more.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => served.Times.Next(after);

    /// <summary>Why nothing would start then; null when something would.</summary>
    public string? MaintenanceAt(DateTimeOffset slot) =>
        options.Configuration.Maintenance.FirstOrDefault(window => window.Covers(slot, Workflow.Name, served.File)) is { } window ? window.Reason ?? "maintenance" : null;

    /// <summary>A run of it that somebody asked for.</summary>
    /// <param name="inputs">Its inputs, a JSON object, secrets masked.</param>
    /// <param name="secretInputs">Those that hold secrets, as they are; null for none.</param>
    public NewRun Trigger(string inputs, string? secretInputs)
    {
        var run = new NewRun
        {
            Workflow = Workflow.Name,
            File = served.File,
            Folder = options.Project,
            Project = options.Project,
            DueAt = options.Time.GetUtcNow(),
            Inputs = inputs,
            SecretInputs = secretInputs,
            Schedule = Id,
            RunsOn = Workflow.RunsOn,
        };
        var claims = RunClaims.Of(Workflow, run, options.Composer);
        // Two that must not overlap do not do so because somebody asked for one of them.
        return run with { Concurrency = Schedule.Overlap == ScheduleOverlap.Allow ? claims : [.. claims, new($"schedule:{Id}", 1)] };
    }
}
