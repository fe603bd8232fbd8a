using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>YAML nodes to workflow syntax: which keys there are, and what kind of thing stands under each.</summary>
sealed class WorkflowParser
{
    /// <summary>The id of the job that top-level steps are.</summary>
    public const string MainJob = "main";

    readonly DiagnosticBag diagnostics;
    readonly CommonParser common;
    readonly JobParser jobs;

    WorkflowParser(DiagnosticBag diagnostics)
    {
        this.diagnostics = diagnostics;
        common = new(diagnostics);
        jobs = new(common, diagnostics);
    }

    /// <summary>The workflow as written, or null when there is nothing that could be one.</summary>
    public static WorkflowSyntax? Parse(SourceText source, DiagnosticBag diagnostics) => new WorkflowParser(diagnostics).ReadFile(source);

    WorkflowSyntax? ReadFile(SourceText source)
    {
        if (!YamlReader.TryRead(source, diagnostics, out var root)) return null;
        if (root is not null) return ReadWorkflow(source, root);
        diagnostics.Error(DiagnosticCodes.Empty, new(source, default),
            string.IsNullOrWhiteSpace(source.Content) ? "the file is empty" : "the file holds no workflow", $"a workflow needs at least `steps:`, with {StepParser.Example}");
        return null;
    }

    WorkflowSyntax? ReadWorkflow(SourceText source, YamlNode root)
    {
        if (MappingReader.Of(root, "a workflow", diagnostics, root is YamlSequence ? "put the steps under `steps:`" : "it starts with keys such as `name:` and `steps:`, each on a line of its own") is not { } keys) return null;
        var workflow = new WorkflowSyntax(source)
        {
            Name = keys.Scalar("name"),
            Description = keys.Scalar("description"),
            Schedules = new TriggerParser(diagnostics).Read(keys),
            Inputs = new InputParser(diagnostics).Read(keys, "inputs"),
            Env = common.Env(keys),
            Secrets = keys.Scalars("secrets", "[API_TOKEN]") ?? [],
            Defaults = common.Defaults(keys),
            Concurrency = common.Concurrency(keys),
            RunsOn = keys.Scalars("runs-on", "[dmz, ipv6]") ?? [],
            Outputs = common.Outputs(keys),
            Jobs = ReadJobs(keys, root),
            HasTopLevelSteps = keys.Node("jobs") is null,
        };
        keys.Finish(WhyNotHere);
        return workflow;
    }

    IReadOnlyList<JobSyntax> ReadJobs(MappingReader keys, YamlNode root)
    {
        if (keys.Node("jobs") is not { } node) return [jobs.Steps.ReadMain(keys, root)];
        var steps = keys.Node("steps") ?? keys.Node("finally");
        if (steps is not null)
            diagnostics.Error(DiagnosticCodes.InvalidValue, steps.Location, "a workflow has `jobs` or top-level steps, not both", "put these steps into a job, under `jobs:`");
        switch (node)
        {
            case YamlMapping { Entries.Count: > 0 } mapping:
                return [.. mapping.Entries.Select(jobs.Read).OfType<JobSyntax>()];
            case YamlMapping or YamlScalar { Value.IsNull: true }:
                diagnostics.Error(DiagnosticCodes.MissingKey, node.Location, "`jobs` is empty", JobParser.Example);
                return [];
            default:
                diagnostics.Error(DiagnosticCodes.WrongType, node.Location, $"`jobs` must be a mapping, and this is {node.Display}", JobParser.Example);
                return [];
        }
    }

    static string? WhyNotHere(string key) => key switch
    {
        "for-each" or "matrix" or "needs" or "if" or "timeout" or "continue-on-error" => $"`{key}` belongs to a job: put the steps below `jobs: {{ {MainJob}: ... }}`",
        "permissions" or "run-name" => "GitHub's; Runner has nothing like it",
        _ => null,
    };
}
