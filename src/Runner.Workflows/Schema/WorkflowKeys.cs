using System.Text.Json.Nodes;
using Runner.Workflows.Configuration;
using static Runner.Workflows.Schema.KeySchema;
using static Runner.Workflows.Schema.ScalarSchema;

namespace Runner.Workflows.Schema;

/// <summary>What a workflow may say at its top.</summary>
static class WorkflowKeys
{
    public static JsonObject Workflow()
    {
        var workflow = Mapping(
        [
            new("name", "What people call the workflow; the file's name by default.", AnyText()),
            new("description", "What the workflow is for.", AnyText()),
            new("on", "When the workflow is to run by itself.", ScheduleKeys.On()),
            new("inputs", "What it is given by whoever runs or calls it; expressions read `inputs.<name>`.", Named(Reference("input", "type: string"))),
            new("env", "Values that expressions read as `env.<NAME>`.", CommonKeys.Env()),
            new("secrets", "The secrets that it uses, by name; expressions read `secrets.<NAME>`. They come from the environment or a file, and are masked.", ShapeSchema.ListOf(Name(), Name())),
            new("defaults", "What steps get that do not say it themselves.", Reference("defaults", "timeout: 10s")),
            new("concurrency", "The group of which only some may run at once.", CommonKeys.Concurrency()),
            new("runs-on", "The labels of the node that `runner serve` runs it on, each given by the node's `--label` or `service: { labels }`; all of them.", ShapeSchema.ListOf(Label(), Label())),
            new("outputs", "Values for a workflow that calls this one: `jobs.<id>.outputs.<name>`, or `steps.<id>.outputs.<name>` where there are no jobs.", CommonKeys.Outputs()),
            new("jobs", "The jobs by id. They run at once, but for those that need others.", Jobs()),
            new("steps", "The steps of a workflow with a single job, in order.", StepKeys.Steps()),
            new("finally", "Steps that run at the end, however the others went.", StepKeys.Steps()),
        ]);
        Add(workflow, [OnlyMapping("A workflow starts with keys such as `name:` and `steps:`, each on a line of its own.")]);
        workflow["if"] = Having("jobs");
        workflow["then"] = Refusing("A workflow has `jobs` or top-level steps, not both: put these steps into a job.", "steps", "finally");
        workflow["else"] = new JsonObject { ["required"] = new JsonArray("steps"), ["errorMessage"] = "A workflow needs `steps`, or `jobs` with steps." };
        return workflow;
    }

    static JsonObject Label()
    {
        var label = AnyText();
        label["pattern"] = NodeLabel.Pattern;
        label["errorMessage"] = $"A{NodeLabel.Help[1..]}.";
        return label;
    }

    static JsonObject Jobs()
    {
        var jobs = Named(Reference("job", "steps: [{ uses: http.get }]"));
        jobs["minProperties"] = 1;
        return jobs;
    }
}
