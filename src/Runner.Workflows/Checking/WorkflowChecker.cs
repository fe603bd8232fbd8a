using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Configuration;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Workflow syntax to a checked workflow: finds every name, compares every type that is known.</summary>
sealed class WorkflowChecker
{
    readonly DiagnosticBag diagnostics;
    readonly InventoryScope inventory;
    readonly int errorsBefore;
    readonly InputChecker inputs;
    readonly DeclarationChecker declarations;
    readonly RetryChecker retries;
    readonly StepChecker steps;
    readonly JobChecker jobs;

    /// <param name="catalogue">The actions that there are.</param>
    /// <param name="policy">What may not be used; null allows everything.</param>
    /// <param name="files">The workflows that it calls.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <param name="errorsBefore">How many errors there were before this file was read.</param>
    public WorkflowChecker(IActionCatalogue catalogue, ActionPolicy? policy, WorkflowFiles files, DiagnosticBag diagnostics, int errorsBefore)
    {
        this.diagnostics = diagnostics;
        inventory = files.Inventory;
        this.errorsBefore = errorsBefore;
        var expressions = new ExpressionChecker(diagnostics);
        inputs = new InputChecker(expressions, diagnostics);
        var loops = new LoopChecker(expressions, inputs, diagnostics);
        declarations = new(inputs, diagnostics);
        retries = new(expressions, inputs, diagnostics);
        steps = new(catalogue, files, expressions, inputs, loops, retries, new(policy, diagnostics), diagnostics);
        jobs = new(steps, expressions, inputs, loops, retries, diagnostics, errorsBefore);
    }

    /// <summary>The checked workflow; only of use when the diagnostics have no errors.</summary>
    public CheckedWorkflow Check(WorkflowSyntax syntax)
    {
        var declared = declarations.Check(syntax.Inputs);
        var secrets = CheckSecrets(syntax.Secrets);
        var outside = new ScopeShape { Used = new(), Inventory = inventory }
            .With("inputs", ScopeShape.ObjectOf(declared.Select(input => new FieldShape(input.Name, ShapeInScope(input)))))
            .With("secrets", ScopeShape.ObjectOf(secrets.Select(secret => new FieldShape(secret, TypeShape.String) { Secret = true })));
        var (env, scope) = jobs.CheckEnv(syntax.Env, outside);
        var concurrency = jobs.CheckConcurrency(syntax.Concurrency, scope);
        var (checkedJobs, ended) = jobs.Check(syntax, scope, retries.CheckDefaults(syntax.Defaults, scope, new(null, null)));
        var outputs = syntax.HasTopLevelSteps
            ? [.. checkedJobs.SelectMany(job => job.Outputs).Select(OutputOfMain)]
            : steps.CheckOutputs(syntax.Outputs, scope.With("jobs", ScopeShape.ObjectOf(ended)));
        // What is wrong may be the very thing that uses a name.
        if (diagnostics.ErrorCount == errorsBefore) WarnOfUnused(syntax, scope.Used);
        return new()
        {
            Source = syntax.Source,
            Name = syntax.Name?.Text ?? Path.GetFileNameWithoutExtension(syntax.Source.Path),
            Description = syntax.Description?.Text,
            Schedules = syntax.Schedules.Count == 0 ? [] : new ScheduleChecker(inputs, diagnostics).Check(syntax.Schedules, declared),
            Inputs = declared,
            Env = env,
            Secrets = secrets,
            Concurrency = concurrency,
            RunsOn = NodeLabel.Read(syntax.RunsOn, diagnostics),
            Jobs = checkedJobs,
            Outputs = outputs,
            UsesInventory = inventory.UsedAt is not null,
            HostsNamedAt = inventory.UsedAt,
        };
    }

    List<string> CheckSecrets(IReadOnlyList<YamlScalar> secrets)
    {
        var names = new DeclaredNames("a secret's name", diagnostics);
        foreach (var secret in secrets) names.Add(secret);
        return [.. secrets.Select(secret => secret.Text)];
    }

    /// <summary>The outputs of top-level steps are those of the job that they are.</summary>
    static CheckedOutput OutputOfMain(CheckedOutput output) => output with
    {
        Value = new TextTemplate(Template.Parse($"${{{{ jobs.{WorkflowParser.MainJob}.outputs['{output.Name.Replace("'", "''", StringComparison.Ordinal)}'] }}}}", FunctionRegistry.Default), output.Value.Location),
    };

    void WarnOfUnused(WorkflowSyntax syntax, UsedNames used)
    {
        foreach (var input in syntax.Inputs) Warn("inputs", "input", input.Name);
        foreach (var secret in syntax.Secrets) Warn("secrets", "secret", secret);

        void Warn(string context, string kind, YamlScalar name)
        {
            if (!used.Has(context, name.Text))
                diagnostics.Warning(DiagnosticCodes.UnusedName, name.Location, $"nothing uses the {kind} `{ShownText.Shorten(name.Text)}`", $"remove it, or use it: ${{{{ {context}.{name.Text} }}}}");
        }
    }

    /// <summary>What an expression gets: a duration is the text as it was given, since only results measure in milliseconds.</summary>
    static TypeShape ShapeInScope(WorkflowInput input) =>
        (input.Type.Kind == ShapeKind.Duration ? TypeShape.String : input.Type) with { Nullable = !input.Required && input.Default.IsNull };
}
