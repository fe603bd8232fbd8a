using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>YAML nodes to workflow syntax: which keys there are, and what kind of thing stands under each.</summary>
sealed class WorkflowParser(DiagnosticBag diagnostics)
{
    /// <summary>The workflow as written, or null when there is nothing that could be one.</summary>
    public static WorkflowSyntax? Parse(SourceText source, DiagnosticBag diagnostics) =>
        YamlReader.Read(source, diagnostics) is { } root ? new WorkflowParser(diagnostics).ReadWorkflow(source, root) : null;

    WorkflowSyntax? ReadWorkflow(SourceText source, YamlNode root)
    {
        if (MappingReader.Of(root, "a workflow", diagnostics) is not { } keys) return null;
        var workflow = new WorkflowSyntax(source)
        {
            Name = keys.Scalar("name"),
            Description = keys.Scalar("description"),
            Inputs = [.. keys.Entries("inputs", "{ url: { type: string } }").Select(ReadInput).OfType<InputSyntax>()],
            Env = [.. ReadEnv(keys)],
            Secrets = keys.Scalars("secrets") ?? [],
            Steps = ReadSteps(keys, root),
        };
        keys.Finish();
        return workflow;
    }

    InputSyntax? ReadInput(YamlEntry entry)
    {
        if (MappingReader.Of(entry.Value, $"the input `{entry.Key.Text}`", diagnostics) is not { } keys) return null;
        var input = new InputSyntax(entry.Key)
        {
            Type = keys.Scalar("type"),
            Default = keys.Node("default"),
            Required = keys.Flag("required"),
            Description = keys.Scalar("description"),
        };
        keys.Finish();
        return input;
    }

    IEnumerable<NamedSyntax<YamlScalar>> ReadEnv(MappingReader keys)
    {
        foreach (var (key, value) in keys.Entries("env", "{ BASE: https://example.com }"))
        {
            if (value is YamlScalar scalar) yield return new(key, scalar);
            else diagnostics.Error(DiagnosticCodes.WrongType, value.Location, $"the variable `{key.Text}` must be a single value, and this is {value.Display}");
        }
    }

    StepSyntax[] ReadSteps(MappingReader keys, YamlNode root)
    {
        switch (keys.Node("steps"))
        {
            case YamlSequence { Items.Count: > 0 } steps:
                return [.. steps.Items.Select(ReadStep).OfType<StepSyntax>()];
            case null when keys.HasMisspelt("steps"):
                return [];
            case null:
                diagnostics.Error(DiagnosticCodes.MissingKey, new(root.Source, new(root.Span.Start, 0)), "the workflow has no `steps`", "add `steps:` with at least one `- uses: http.get`");
                return [];
            case { } none and (YamlSequence or YamlScalar { Value.IsNull: true }):
                diagnostics.Error(DiagnosticCodes.MissingKey, none.Location, "`steps` is empty", "add at least one `- uses: http.get`");
                return [];
            case var other:
                diagnostics.Error(DiagnosticCodes.WrongType, other.Location, $"`steps` must be a list, and this is {other.Display}", "start each step with `- `");
                return [];
        }
    }

    StepSyntax? ReadStep(YamlNode node)
    {
        if (MappingReader.Of(node, "a step", diagnostics) is not { } keys) return null;
        var step = new StepSyntax(node)
        {
            Id = keys.Scalar("id"),
            Name = keys.Scalar("name"),
            If = keys.Scalar("if"),
            Uses = keys.Scalar("uses"),
            With = keys.Entries("with", "{ url: https://example.com }"),
            Timeout = keys.Scalar("timeout"),
            Retry = keys.Node("retry") is { } retry ? ReadRetry(retry) : null,
            Expect = keys.Scalars("expect") ?? [],
            Outputs = [.. keys.Entries("outputs", "{ token: \"${{ result.json.token }}\" }").Select(ReadOutput).OfType<OutputSyntax>()],
            ContinueOnError = keys.Flag("continue-on-error"),
        };
        if (step.Uses is null && keys.Node("uses") is null && !keys.HasMisspelt("uses"))
            diagnostics.Error(DiagnosticCodes.MissingKey, new(node.Source, new(node.Span.Start, 0)), "the step has no `uses`", "say which action it uses, such as `uses: http.get`");
        keys.Reserve("background", "wait", "cancel");
        keys.Finish();
        return step;
    }

    RetrySyntax? ReadRetry(YamlNode node)
    {
        if (MappingReader.Of(node, "`retry`", diagnostics) is not { } keys) return null;
        var retry = new RetrySyntax(node)
        {
            Attempts = keys.Scalar("attempts"),
            Delay = keys.Scalar("delay"),
            Backoff = keys.Scalar("backoff"),
            MaxDelay = keys.Scalar("max-delay"),
            Jitter = keys.Flag("jitter"),
            Timeout = keys.Scalar("timeout"),
            On = keys.Scalars("on"),
            Until = keys.Scalar("until"),
        };
        keys.Finish();
        return retry;
    }

    OutputSyntax? ReadOutput(YamlEntry entry)
    {
        if (entry.Value is YamlScalar value) return new(entry.Key, value, Secret: false);
        if (MappingReader.Of(entry.Value, $"the output `{entry.Key.Text}`", diagnostics) is not { } keys) return null;
        var written = keys.Scalar("value");
        var secret = keys.Flag("secret");
        if (written is null && keys.Node("value") is null)
            diagnostics.Error(DiagnosticCodes.MissingKey, entry.Value.Location, $"the output `{entry.Key.Text}` has no `value`");
        keys.Finish();
        return written is null ? null : new(entry.Key, written, secret);
    }
}
