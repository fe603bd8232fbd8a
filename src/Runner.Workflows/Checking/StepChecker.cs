using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Syntax;
using Runner.Workflows.Text;
using Runner.Workflows.Types;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Checks the steps of a job, each in the scope that the ones before it leave.</summary>
sealed class StepChecker(
    IActionCatalogue catalogue, WorkflowFiles files, ExpressionChecker expressions, InputChecker inputs, LoopChecker loops, RetryChecker retries, ActionChecker actions, DiagnosticBag diagnostics)
{
    // A document may have a thousand operations.
    const int MostNamed = 40;

    readonly CallChecker calls = new(expressions, diagnostics);
    readonly ConditionWarnings conditions = new(diagnostics);
    readonly ScriptChecker scripts = new(files, diagnostics);

    /// <summary>The steps that are right; the diagnostics tell of the others.</summary>
    /// <param name="syntax">The steps.</param>
    /// <param name="job">What the steps before them have left, and what they leave.</param>
    /// <param name="isFinal">Whether they are the job's <c>finally</c>.</param>
    public IReadOnlyList<CheckedStep> Check(IReadOnlyList<StepSyntax> syntax, StepsInJob job, bool isFinal = false)
    {
        var done = new List<CheckedStep>();
        for (var i = 0; i < syntax.Count; i++)
        {
            var current = i;
            var before = job.Scope with { WhyNoStep = id => WhyNotBefore(id, syntax, current) };
            if (syntax[i].Id is { } own) job.Ids.Add(own);
            var number = (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var key = syntax[i].Id?.Text ?? (isFinal ? $"finally/{number}" : number);
            if (i == 0 && !isFinal) conditions.WarnIfNothingCanHaveFailed(syntax[i].If, "no step comes before this one, so nothing can have failed");
            var (step, action, result) = CheckStep(syntax[i], key, before, job);
            if (step is not null) done.Add(step);
            conditions.WarnIfNeverTrue(syntax[i].If, step?.If, "steps", isFinal ? null : id => job.Before.TryGetValue(id, out var earlier) ? new(earlier.ContinueOnError, MayBeSkipped: earlier.If is not null) : null);
            if (syntax[i].Id is not { } id) continue;
            job.Known.Add(new(id.Text, ShapeOfStep(result, syntax[i], step)));
            job.Openers.TryAdd(id.Text, action);
            job.Before.TryAdd(id.Text, syntax[i]);
        }

        return done;
    }

    static string? WhyNotBefore(string id, IReadOnlyList<StepSyntax> steps, int current)
    {
        for (var i = current; i < steps.Count; i++)
        {
            if (!string.Equals(steps[i].Id?.Text, id, StringComparison.OrdinalIgnoreCase)) continue;
            return i == current
                ? "this is the step itself; in `expect`, `retry.until` and `outputs` its result is `result`"
                : $"the step on line {steps[i].Id!.Location.Start.Line} has it; move that step before this one";
        }

        return null;
    }

    (CheckedStep? Step, ActionDescriptor? Action, TypeShape Result) CheckStep(StepSyntax syntax, string key, ScopeShape outside, StepsInJob job)
    {
        var condition = expressions.Condition(syntax.If, "if", outside);
        var (loop, scope) = loops.Check(syntax.Loop, outside);
        var called = syntax.Uses is { } path && WorkflowFiles.IsPath(path.Text) ? files.Find(path) : null;
        var action = syntax.Uses is null || WorkflowFiles.IsPath(syntax.Uses.Text) ? called is null ? null : CallChecker.Describe(called, syntax.Uses!.Text) : FindAction(syntax.Uses);
        if (loop is not null && job.Untrusted.Find(loop.Items, outside) is not null) scope = scope with { Untrusted = [.. scope.Untrusted, loop.As] };
        MapTemplate? with = null;
        CheckedScript? script = null;
        if (action is not null && syntax.With is { } given)
        {
            if (action.Name == BuiltInActions.CSharp) script = scripts.Check(given, syntax.Uses!, scope, out given);
            with = action.ResultIsInputs ? CheckValues(given, action, syntax.Uses!, scope) : inputs.CheckFields(given, action.Inputs, syntax.Uses!, "", scope, $"`{action.Name}`");
            CheckConnections(given, action, job.Openers, scope);
            actions.Check(action, syntax.Uses!, given, with, scope, job.Untrusted);
        }

        var resultShape = action is null ? TypeShape.Any : action.ResultIsInputs && with is not null ? TemplateShape.Of(with, scope) : action.Result;
        var after = scope.With("result", resultShape);
        var outputs = CheckOutputs(syntax.Outputs, after);
        if (syntax.Id is { } id) job.Untrusted.Add(id.Text, action, with, outputs, scope, after);
        var name = syntax.Name is { } written ? inputs.Check(written, TypeShape.String, "name", scope) : null;
        var timeout = retries.CheckLimit(syntax.Timeout, "timeout", scope);
        var retry = syntax.Retry is { } again ? retries.Check(again, scope, after) : null;
        var expect = syntax.Expect.Select(expectation => expressions.Condition(expectation, "expect", after)).OfType<CheckedCondition>().ToList();
        if (syntax.Expect.Count == 0 && action is not null) expect.AddRange(DefaultExpect(action, syntax.Uses!.Location));
        var secrets = calls.CheckSecrets(syntax, called, scope);
        if (action is null || with is null || syntax.Loop is not null && loop is null) return (null, action, resultShape);

        var step = new CheckedStep
        {
            Path = $"{job.Id}/{key}",
            Key = key,
            Id = syntax.Id?.Text,
            Name = name,
            Action = action,
            Call = called is null ? null : new(called, secrets),
            Script = script,
            With = with,
            If = condition,
            Loop = loop,
            Timeout = timeout ?? (called is null && !action.MayTakeLong ? job.Defaults.Timeout : null),
            Retry = retry ?? (action.Idempotent ? job.Defaults.Retry : null),
            Expect = expect,
            Outputs = outputs,
            ContinueOnError = syntax.ContinueOnError,
            OnInterrupt = CheckOnInterrupt(syntax.OnInterrupt, action, scope),
            Location = syntax.Node.Location,
        };
        return (step, action, resultShape);
    }

    OnInterrupt? CheckOnInterrupt(YamlScalar? written, ActionDescriptor action, ScopeShape scope)
    {
        if (written is null) return null;
        if (action.IsWorkflow)
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, written.Location, "`on-interrupt` is for a step that uses an action, and this one calls a workflow", "the steps of the workflow that it calls go on one by one: write it at those that need it");
            return null;
        }

        switch (inputs.Check(written, new(ShapeKind.Choice) { Choices = ["fail", "retry"] }, "on-interrupt", scope))
        {
            case ConstantTemplate { Value: var word }:
                return word.ToString() == "retry" ? OnInterrupt.Retry : OnInterrupt.Fail;
            case { } expression:
                diagnostics.Error(DiagnosticCodes.InvalidValue, expression.Location, "`on-interrupt` must be written out; it may not be an expression", "write retry or fail");
                return null;
            default:
                return null;
        }
    }

    MapTemplate? CheckValues(IReadOnlyList<YamlEntry> given, ActionDescriptor action, YamlScalar uses, ScopeShape scope)
    {
        var names = new DeclaredNames("a value's name", diagnostics);
        foreach (var (key, _) in given) names.Add(key);
        if (given.Count == 0) diagnostics.Error(DiagnosticCodes.MissingInput, uses.Location, $"`{action.Name}` names no value", "write names and values below `with`, as in with: { base: https://example.com }");
        return inputs.CheckEntries(given, action.Inputs.Element!, uses, "", scope);
    }

    ActionDescriptor? FindAction(YamlScalar uses)
    {
        var name = uses.Text;
        if (catalogue.Find(name) is { } action) return action;
        if (diagnostics.IsFull) return null;
        var prefix = name.Split('.')[0];
        var mates = catalogue.Actions.Where(candidate => candidate.Plugin == prefix || candidate.Name.StartsWith(prefix + ".", StringComparison.Ordinal)).Select(candidate => candidate.Name).ToList();
        var help = catalogue.ProblemOf(prefix) is { } problem ? problem
            : catalogue.RefusalOf(prefix) is { } refusal ? $"the plugin was refused: {refusal}"
            : name.Contains("${{", StringComparison.Ordinal) ? "`uses` is looked up before anything runs, so it may not hold an expression"
            : DidYouMean.Suggest(name, catalogue.Actions.Select(candidate => candidate.Name)) is { } near ? $"did you mean {near}?"
            : mates.Count > 0 ? $"{prefix} has: {string.Join(", ", mates.Take(MostNamed))}{(mates.Count > MostNamed ? $" and {mates.Count - MostNamed} more (runner plugins)" : "")}"
            : "`runner plugins` lists the plugins that were found, and where they are looked for";
        diagnostics.Error(DiagnosticCodes.UnknownAction, uses.Location, $"there is no action `{ShownText.Shorten(name)}`", help);
        return null;
    }

    /// <summary>The outputs of a step, a job or a workflow.</summary>
    public IReadOnlyList<CheckedOutput> CheckOutputs(IReadOnlyList<OutputSyntax> outputs, ScopeShape scope)
    {
        var names = new DeclaredNames("an output's name", diagnostics);
        foreach (var output in outputs) names.Add(output.Name);
        return [.. outputs.Select(output => CheckOutput(output, scope)).OfType<CheckedOutput>()];
    }

    CheckedOutput? CheckOutput(OutputSyntax output, ScopeShape scope)
    {
        if (output.Value is not { } written || expressions.Text(written, scope) is not var (template, shape)) return null;
        return new(output.Name.Text, template, output.Secret)
        {
            Shape = template.Constant is { } constant ? ValueShape.Of(constant) : shape,
            Description = output.Description?.Text,
        };
    }

    static IEnumerable<CheckedCondition> DefaultExpect(ActionDescriptor action, SourceLocation location)
    {
        if (action.DefaultExpect is { } text) yield return new(Expression.Parse(text, FunctionRegistry.Default), location);
    }

    /// <summary>An input that is a connection names a step before this one that opens one of the same type.</summary>
    void CheckConnections(IReadOnlyList<YamlEntry> given, ActionDescriptor action, Dictionary<string, ActionDescriptor?> openers, ScopeShape scope)
    {
        foreach (var (key, value) in given)
        {
            if (action.Inputs.Field(key.Text) is not { Type: { Kind: ShapeKind.Connection } wanted }) continue;
            if (value is not YamlScalar { Value.IsNull: false } scalar || scalar.Text.Contains("${{", StringComparison.Ordinal)) continue;
            scope.Used.Add("steps", scalar.Text);
            if (diagnostics.IsFull) return;
            // A step whose action is unknown has its own diagnostic, and may well open the connection.
            if (openers.TryGetValue(scalar.Text, out var opener) && (opener is null || opener.Opens == wanted.ConnectionType)) continue;
            var fitting = openers.Where(step => step.Value?.Opens == wanted.ConnectionType).Select(step => step.Key).ToList();
            diagnostics.Error(DiagnosticCodes.NotAConnection, scalar.Location,
                opener is null ? $"no step with the id `{scalar.Text}` comes before this one" : $"the step `{scalar.Text}` ({opener.Name}) opens no connection that `{action.Name}` can use",
                opener is null && scope.WhyNoStep?.Invoke(scalar.Text) is { } why ? why
                : fitting.Count > 0 ? NameHelp.For(scalar.Text, fitting, "there are")
                : OpeningHelp(wanted));
        }
    }

    string OpeningHelp(TypeShape wanted)
    {
        var actions = catalogue.Actions.Where(action => action.Opens == wanted.ConnectionType).Select(action => action.Name).ToList();
        return actions.Count == 0 ? "no plugin has an action that opens it" : $"give a step before this one that uses {string.Join(" or ", actions)} an `id`, and name it here";
    }

    static TypeShape ShapeOfStep(TypeShape result, StepSyntax syntax, CheckedStep? step)
    {
        var outputs = new FieldList([]);
        foreach (var output in syntax.Outputs)
            outputs.Add(new(output.Name.Text, step?.Outputs.FirstOrDefault(made => made.Name == output.Name.Text)?.Shape ?? TypeShape.Any) { Secret = output.Secret });
        if (outputs.Count == 0 && step?.Call is not null) outputs = new(result.Fields);
        // What a workflow gives that cannot be read is not known.
        if (outputs.Count == 0 && step is null && syntax.Uses is { } uses && WorkflowFiles.IsPath(uses.Text)) return TypeShape.Any;
        // What a script names by Output("...") is the step's, unless the step says otherwise.
        var named = outputs.Count == 0 && syntax.Loop is null && syntax.Uses?.Text == BuiltInActions.CSharp ? result.Field("outputs")?.Type : null;
        return OutcomeShape.Of(outputs, isRepeated: syntax.Loop is not null, result, named);
    }
}
