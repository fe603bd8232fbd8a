using System.Text.Json.Nodes;
using static Runner.Workflows.Schema.KeySchema;
using static Runner.Workflows.Schema.ScalarSchema;

namespace Runner.Workflows.Schema;

/// <summary>What a job may say.</summary>
static class JobKeys
{
    public static JsonObject Job()
    {
        var job = Mapping(
        [
            new("name", "What people call it; it may hold expressions.", AnyText()),
            new("needs", "The jobs that must have succeeded before this one starts: an id, or a list of them.", ShapeSchema.ListOf(Name(), Name())),
            new("if", "Runs the job only where this holds. Without a status function such as `failure()`, also only where the needed jobs have succeeded.", Condition()),
            .. CommonKeys.Loop("job", "the item, or the matrix' combination"),
            .. CommonKeys.Distribution(),
            new("env", "Values that this job's expressions read as `env.<NAME>`.", CommonKeys.Env()),
            new("defaults", "What steps of this job get that do not say it themselves.", Reference("defaults", "timeout: 10s")),
            new("timeout", "How long the job may take, such as 10m.", Limit()),
            new("concurrency", "The group of which only some may run at once.", CommonKeys.Concurrency()),
            new("steps", "The steps, in order.", StepKeys.Steps()),
            new("finally", "Steps that run at the end, however the others went.", StepKeys.Steps()),
            new("outputs", "Values that jobs which need this one read as `needs.<id>.outputs.<name>`.", CommonKeys.Outputs()),
            new("continue-on-error", "Whether the run goes on, and may succeed, when this job fails.", Flag()),
        ], "steps");
        Add(job, [.. CommonKeys.LoopRules(), .. CommonKeys.DistributionRules()]);
        job["defaultSnippets"] = new JsonArray(new JsonObject
        {
            ["label"] = "steps", ["description"] = "A job",
            ["body"] = new JsonObject { ["steps"] = new JsonArray(new JsonObject { ["uses"] = "${1:http.get}", ["with"] = new JsonObject { ["url"] = "${2:https://example.com}" } }) },
        });
        return job;
    }
}
