using Runner.Workflows.Diagnostics;
using Runner.Workflows.Text;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>YAML nodes to workflow syntax: which keys there are, and what kind of thing stands under each.</summary>
sealed class WorkflowParser(DiagnosticBag diagnostics)
{
    const string StepExample = "`- uses: http.get` or another action";

    /// <summary>The workflow as written, or null when there is nothing that could be one.</summary>
    public static WorkflowSyntax? Parse(SourceText source, DiagnosticBag diagnostics) => new WorkflowParser(diagnostics).ReadFile(source);

    WorkflowSyntax? ReadFile(SourceText source)
    {
        if (!YamlReader.TryRead(source, diagnostics, out var root)) return null;
        if (root is not null) return ReadWorkflow(source, root);
        diagnostics.Error(DiagnosticCodes.Empty, new(source, default),
            string.IsNullOrWhiteSpace(source.Content) ? "the file is empty" : "the file holds no workflow", $"a workflow needs at least `steps:`, with {StepExample}");
        return null;
    }

    WorkflowSyntax? ReadWorkflow(SourceText source, YamlNode root)
    {
        if (MappingReader.Of(root, "a workflow", diagnostics, root is YamlSequence ? "put the steps under `steps:`" : "it starts with keys such as `name:` and `steps:`, each on a line of its own") is not { } keys) return null;
        var workflow = new WorkflowSyntax(source)
        {
            Name = keys.Scalar("name"),
            Description = keys.Scalar("description"),
            Inputs = [.. (keys.Entries("inputs", "{ url: { type: string } }") ?? []).Select(ReadInput)],
            Env = [.. ReadEnv(keys)],
            Secrets = keys.Scalars("secrets", "[API_TOKEN]") ?? [],
            Steps = ReadSteps(keys, root),
        };
        keys.Finish();
        return workflow;
    }

    InputSyntax ReadInput(YamlEntry entry)
    {
        if (MappingReader.Of(entry.Value, $"the input `{entry.Key.Text}`", diagnostics, $"such as {entry.Key.Text}: {{ type: string }}") is not { } keys) return new(entry.Key) { IsBroken = true };
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

    IEnumerable<VariableSyntax> ReadEnv(MappingReader keys)
    {
        foreach (var (key, value) in keys.Entries("env", "{ BASE: https://example.com }") ?? [])
        {
            yield return new(key, value as YamlScalar);
            if (value is not YamlScalar) diagnostics.Error(DiagnosticCodes.WrongType, value.Location, $"the variable `{key.Text}` must be a single value, and this is {value.Display}");
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
                diagnostics.Error(DiagnosticCodes.MissingKey, new(root.Source, new(root.Span.Start, 0)), "the workflow has no `steps`", $"add `steps:`, with {StepExample}");
                return [];
            case { } none and (YamlSequence or YamlScalar { Value.IsNull: true }):
                diagnostics.Error(DiagnosticCodes.MissingKey, none.Location, "`steps` is empty", $"add {StepExample}");
                return [];
            case var other:
                diagnostics.Error(DiagnosticCodes.WrongType, other.Location, $"`steps` must be a list, and this is {other.Display}", "start each step with `- `");
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
            Timeout = keys.Scalar("timeout"),
            Retry = keys.Node("retry") is { } retry ? ReadRetry(retry) : null,
            Expect = keys.Scalars("expect", "result.status == 200") ?? [],
            Outputs = [.. (keys.Entries("outputs", "{ token: \"${{ result.json.token }}\" }") ?? []).Select(ReadOutput)],
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
        if (MappingReader.Of(node, "`retry`", diagnostics, "such as retry: { attempts: 3, delay: 1s }") is not { } keys) return null;
        var retry = new RetrySyntax(node)
        {
            Attempts = keys.Scalar("attempts"),
            Delay = keys.Scalar("delay"),
            Backoff = keys.Scalar("backoff"),
            MaxDelay = keys.Scalar("max-delay"),
            Jitter = keys.Flag("jitter"),
            Timeout = keys.Scalar("timeout"),
            On = keys.Scalars("on", "[timeout, connection]"),
            Until = keys.Scalar("until"),
        };
        keys.Finish();
        return retry;
    }

    static string StepHelp(YamlNode node) => node is YamlScalar { Text: var text } && text.StartsWith("uses:", StringComparison.Ordinal)
        ? "put a space after the colon"
        : "write `- uses: http.get` or another action, and its inputs under `with:`";

    OutputSyntax ReadOutput(YamlEntry entry)
    {
        var example = $"such as {entry.Key.Text}: ${{{{ result }}}}, or {{ value: \"${{{{ result }}}}\", secret: true }}";
        if (entry.Value is YamlScalar { Value.IsNull: false } value) return new(entry.Key, value, Secret: false);
        if (MappingReader.Of(entry.Value, $"the output `{entry.Key.Text}`", diagnostics, example) is not { } keys) return new(entry.Key, null, Secret: false);
        var written = keys.Scalar("value");
        var secret = keys.Flag("secret");
        if (written is null && keys.Node("value") is null)
            diagnostics.Error(DiagnosticCodes.MissingKey, entry.Value.Location, $"the output `{entry.Key.Text}` has no `value`", example);
        keys.Finish();
        return new(entry.Key, written, secret);
    }
}
