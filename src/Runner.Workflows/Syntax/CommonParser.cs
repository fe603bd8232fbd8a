using Runner.Workflows.Diagnostics;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Syntax;

/// <summary>The keys that workflows, jobs and steps have in common.</summary>
sealed class CommonParser(DiagnosticBag diagnostics)
{
    public IReadOnlyList<VariableSyntax> Env(MappingReader keys)
    {
        var variables = new List<VariableSyntax>();
        foreach (var (key, value) in keys.Entries("env", "{ BASE: https://example.com }") ?? [])
        {
            variables.Add(new(key, value as YamlScalar));
            if (value is not YamlScalar) diagnostics.Error(DiagnosticCodes.WrongType, value.Location, $"the variable `{key.Text}` must be a single value, and this is {value.Display}");
        }

        return variables;
    }

    public DefaultsSyntax? Defaults(MappingReader owner)
    {
        if (owner.Node("defaults") is not { } node) return null;
        if (MappingReader.Of(node, "`defaults`", diagnostics, "such as defaults: { timeout: 10s }") is not { } keys) return null;
        var defaults = new DefaultsSyntax { Timeout = keys.Scalar("timeout"), Retry = Retry(keys) };
        keys.Finish();
        return defaults;
    }

    public ConcurrencySyntax? Concurrency(MappingReader owner)
    {
        switch (owner.Node("concurrency"))
        {
            case null:
                return null;
            case YamlScalar { Value.IsNull: false } group:
                return new(group, null);
            case var node:
                if (MappingReader.Of(node, "`concurrency`", diagnostics, "such as concurrency: deploy, or { group: deploy, limit: 2 }") is not { } keys) return null;
                var (name, limit) = (keys.Scalar("group"), keys.Scalar("limit"));
                if (name is null && keys.Node("group") is null && !keys.HasMisspelt("group"))
                    diagnostics.Error(DiagnosticCodes.MissingKey, node.Location, "`concurrency` has no `group`", "such as concurrency: { group: deploy }; not more than one of a group runs at once");
                keys.Finish(key => key == "cancel-in-progress" ? "a schedule's `overlap: cancel` does it" : null);
                return name is null ? null : new(name, limit);
        }
    }

    /// <summary>What a job is repeated for: as a step, and nodes may share the items.</summary>
    public LoopSyntax? LoopOfJob(MappingReader keys)
    {
        var (distribute, size) = (keys.Flag("distribute"), keys.Scalar("batch-size"));
        if (size is not null && !distribute)
            diagnostics.Error(DiagnosticCodes.InvalidValue, size.Location, "`batch-size` says how many items a node gets at a time, and this loop is not shared by nodes", "add `distribute: true`, or remove it");
        var loop = Loop(keys, (keys.Node("distribute") ?? keys.Node("batch-size")) as YamlScalar);
        return loop is null || !distribute ? loop : loop with { Distributed = keys.Scalar("distribute"), BatchSize = size };
    }

    public LoopSyntax? Loop(MappingReader keys, YamlScalar? how = null)
    {
        var (items, matrix) = (keys.Node("for-each"), keys.Node("matrix"));
        var (name, parallel, failFast) = (keys.Scalar("as"), keys.Scalar("max-parallel"), keys.Flag("fail-fast", standard: true));
        if (items is not null && matrix is not null)
            diagnostics.Error(DiagnosticCodes.InvalidValue, matrix.Location, "`matrix` and `for-each` both say what to repeat for", "keep one of them; a matrix is a way to write the list");
        if ((items ?? matrix) is not { } node)
        {
            if ((name ?? parallel ?? keys.Node("fail-fast") ?? how) is { } useless && !keys.HasMisspelt("for-each") && !keys.HasMisspelt("matrix"))
                diagnostics.Error(DiagnosticCodes.MissingKey, useless.Location, "this says how to repeat, but not for what", "add `for-each:` with a list, or `matrix:`");
            return null;
        }

        return new(node) { Items = items, Matrix = matrix is null ? null : Matrix(matrix), As = name, MaxParallel = parallel, FailFast = failFast };
    }

    public RetrySyntax? Retry(MappingReader owner)
    {
        if (owner.Node("retry") is not { } node) return null;
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

    public IReadOnlyList<OutputSyntax> Outputs(MappingReader keys) =>
        [.. (keys.Entries("outputs", "{ token: \"${{ result.json.token }}\" }") ?? []).Select(Output)];

    OutputSyntax Output(YamlEntry entry)
    {
        var example = $"such as {entry.Key.Text}: ${{{{ result }}}}, or {{ value: \"${{{{ result }}}}\", secret: true }}";
        if (entry.Value is YamlScalar { Value.IsNull: false } value) return new(entry.Key, value, Secret: false);
        if (MappingReader.Of(entry.Value, $"the output `{entry.Key.Text}`", diagnostics, example) is not { } keys) return new(entry.Key, null, Secret: false);
        var written = keys.Scalar("value");
        var output = new OutputSyntax(entry.Key, written, keys.Flag("secret")) { Description = keys.Scalar("description") };
        if (written is null && keys.Node("value") is null)
            diagnostics.Error(DiagnosticCodes.MissingKey, entry.Value.Location, $"the output `{entry.Key.Text}` has no `value`", example);
        keys.Finish();
        return output;
    }

    MatrixSyntax? Matrix(YamlNode node)
    {
        const string Example = "such as matrix: { region: [eu, us], path: [/health, /ready] }";
        if (node is YamlScalar { Text: var text } && text.Contains("${{", StringComparison.Ordinal))
        {
            diagnostics.Error(DiagnosticCodes.WrongType, node.Location, "`matrix` must be a mapping of lists, and this is an expression", "a list from an expression stands under `for-each:`");
            return null;
        }

        if (MappingReader.Of(node, "`matrix`", diagnostics, Example) is not { } keys) return null;
        var (include, exclude) = (keys.Node("include"), keys.Node("exclude"));
        var axes = keys.Rest.ToList();
        if (axes.Count > 0 || include is not null) return new(node, axes, include, exclude);
        diagnostics.Error(DiagnosticCodes.MissingKey, node.Location, "`matrix` has no axis", Example);
        return null;
    }
}
