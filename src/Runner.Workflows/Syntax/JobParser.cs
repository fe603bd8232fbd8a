using Runner.Workflows.Diagnostics;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>The jobs of a workflow.</summary>
sealed class JobParser(CommonParser common, DiagnosticBag diagnostics)
{
    public const string Example = "such as jobs: { check: { steps: ... } }";

    public StepParser Steps { get; } = new(common, diagnostics);

    public JobSyntax? Read(YamlEntry entry)
    {
        var subject = $"the job `{ShownText.Shorten(entry.Key.Text)}`";
        if (MappingReader.Of(entry.Value, subject, diagnostics, entry.Value is YamlSequence ? "put the steps under `steps:`" : Example) is not { } keys) return null;
        var job = new JobSyntax(entry.Key.Text, entry.Key)
        {
            Name = keys.Scalar("name"),
            Needs = keys.Scalars("needs", "[build]") ?? [],
            If = keys.Scalar("if"),
            Loop = common.LoopOfJob(keys),
            Env = common.Env(keys),
            Defaults = common.Defaults(keys),
            Timeout = keys.Scalar("timeout"),
            Concurrency = common.Concurrency(keys),
            Steps = Steps.Read(keys, "steps", subject, entry.Key.Location, isRequired: true),
            Finally = Steps.Read(keys, "finally", subject, entry.Key.Location),
            Outputs = common.Outputs(keys),
            ContinueOnError = keys.Flag("continue-on-error"),
        };
        keys.Finish(WhyNotHere);
        return job;
    }

    static string? WhyNotHere(string key) => key switch
    {
        "runs-on" => "it belongs to the workflow, as labels of the nodes of `runner serve` that may run it; leave it out where there is one",
        "strategy" => "`matrix`, `fail-fast` and `max-parallel` stand directly in the job",
        "depends-on" or "depends_on" or "depends" => "did you mean `needs`?",
        "timeout-minutes" => "write `timeout: 5m`",
        "uses" => "a step calls another workflow: steps: [{ uses: ./other.yaml }]",
        "container" or "services" or "permissions" or "environment" => "GitHub's; Runner has nothing like it",
        _ => null,
    };
}
