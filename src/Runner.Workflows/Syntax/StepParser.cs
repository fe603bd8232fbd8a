using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>Lists of steps.</summary>
sealed class StepParser(CommonParser common, DiagnosticBag diagnostics)
{
    public const string Example = "`- uses: http.get` or another action";

    /// <summary>The job that top-level steps are.</summary>
    public JobSyntax ReadMain(MappingReader keys, YamlNode root) => new(WorkflowParser.MainJob, root)
    {
        Steps = Read(keys, "steps", "the workflow", new(root.Source, new(root.Span.Start, 0)), isRequired: true),
        Finally = Read(keys, "finally", "the workflow", root.Location),
    };

    /// <summary>The steps under a key of a workflow or a job.</summary>
    public IReadOnlyList<StepSyntax> Read(MappingReader keys, string key, string owner, SourceLocation place, bool isRequired = false)
    {
        switch (keys.Node(key))
        {
            case YamlSequence { Items.Count: > 0 } steps:
                return [.. steps.Items.Select(ReadStep).OfType<StepSyntax>()];
            case null when !isRequired || keys.HasMisspelt(key):
                return [];
            case null:
                diagnostics.Error(DiagnosticCodes.MissingKey, place, $"{owner} has no `{key}`", $"add `{key}:`, with {Example}");
                return [];
            case { } none and (YamlSequence or YamlScalar { Value.IsNull: true }):
                diagnostics.Error(DiagnosticCodes.MissingKey, none.Location, $"`{key}` is empty", $"add {Example}");
                return [];
            case var other:
                diagnostics.Error(DiagnosticCodes.WrongType, other.Location, $"`{key}` must be a list, and this is {other.Display}", "start each step with `- `");
                return [];
        }
    }

    StepSyntax? ReadStep(YamlNode node)
    {
        if (MappingReader.Of(node, "a step", diagnostics, StepHelp(node)) is not { } keys) return null;
        var step = new StepSyntax(node)
        {
            Id = keys.Scalar("id"),
            Name = keys.Scalar("name"),
            If = keys.Scalar("if"),
            Uses = keys.Scalar("uses"),
            With = keys.Entries("with", "{ url: https://example.com }"),
            Secrets = keys.Node("secrets") is null ? null : keys.Entries("secrets", "{ TOKEN: \"${{ secrets.TOKEN }}\" }"),
            Loop = common.Loop(keys),
            Timeout = keys.Scalar("timeout"),
            Retry = common.Retry(keys),
            Expect = keys.Scalars("expect", "result.status == 200") ?? [],
            Outputs = common.Outputs(keys),
            ContinueOnError = keys.Flag("continue-on-error"),
            OnInterrupt = keys.Scalar("on-interrupt"),
        };
        if (step.Uses is null && keys.Node("uses") is null && !keys.HasMisspelt("uses") && !keys.Rest.Any(entry => StandsForUses(entry.Key.Text)))
            diagnostics.Error(DiagnosticCodes.MissingKey, new(node.Source, new(node.Span.Start, 0)), "the step has no `uses`", "say which action it uses, such as `uses: http.get`");
        keys.Reserve("background", "wait", "cancel");
        keys.Finish(WhyNotHere);
        return step;
    }

    static string? WhyNotHere(string key) => key switch
    {
        "run" => "a local program is started with `uses: exec` and `with: { command: [program, argument] }`",
        "timeout-minutes" => "write `timeout: 5m`",
        "when" => "did you mean `if`?",
        "loop" or "with_items" => "did you mean `for-each`?",
        "distribute" or "batch-size" => "nodes share the items of a job, not of a step: put the step into a job of its own, and `for-each` and `distribute: true` there",
        "register" => "give the step an `id`; its result is steps.<id>.result",
        "message" or "command" or "url" or "for" or "json" or "body" or "headers" => $"the action's inputs stand under `with:`, as in with: {{ {key}: ... }}",
        _ when StandsForUses(key) => $"write `uses: {key}`, and its inputs under `with:`",
        "env" or "shell" or "working-directory" => $"`{key}` is not a step's; what a program gets stands under `with:` of `uses: exec`",
        _ => null,
    };

    /// <summary>Whether a key says what the step does, in the way of another tool: that one mistake is enough to tell of.</summary>
    static bool StandsForUses(string key) => key == "run" || key.Contains('.', StringComparison.Ordinal);

    static string StepHelp(YamlNode node) => node is YamlScalar { Text: var text } && text.StartsWith("uses:", StringComparison.Ordinal)
        ? "put a space after the colon"
        : "write `- uses: http.get` or another action, and its inputs under `with:`";
}
