using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Expressions;
using Runner.Workflows.Syntax;
using Runner.Workflows.Text;
using Runner.Workflows.Types;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Checks the steps of a job, each in the scope that the ones before it leave.</summary>
sealed class StepChecker(IActionCatalogue catalogue, ExpressionChecker expressions, InputChecker inputs, DiagnosticBag diagnostics)
{
    static readonly TypeShape Duration = new(ShapeKind.Duration);
    static readonly TypeShape BackoffChoice = new(ShapeKind.Choice) { Choices = ["constant", "linear", "exponential"] };

    /// <summary>The steps that are right; the diagnostics tell of the others.</summary>
    public IReadOnlyList<CheckedStep> Check(IReadOnlyList<StepSyntax> steps, string job, ScopeShape scope)
    {
        var done = new List<CheckedStep>();
        var known = new List<FieldShape>();
        var ids = new Dictionary<string, YamlScalar>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < steps.Count; i++)
        {
            var before = scope.With("steps", ScopeShape.ObjectOf(known));
            CheckId(steps[i].Id, ids);
            var path = $"{job}/{steps[i].Id?.Text ?? (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)}";
            var (step, result, outputs) = CheckStep(steps[i], path, before, done);
            if (step is not null) done.Add(step);
            if (steps[i].Id is { } id) known.Add(new(id.Text, ShapeOfStep(result, outputs)));
        }

        return done;
    }

    (CheckedStep? Step, TypeShape Result, IReadOnlyList<CheckedOutput> Outputs) CheckStep(StepSyntax syntax, string path, ScopeShape scope, List<CheckedStep> before)
    {
        var action = syntax.Uses is null ? null : FindAction(syntax.Uses);
        var resultShape = action?.Result ?? TypeShape.Any;
        var after = scope.With("result", resultShape);
        MapTemplate? with = null;
        if (action is not null)
        {
            with = inputs.CheckFields(syntax.With, action.Inputs, syntax.Uses!, "", scope, $"`{action.Name}`");
            CheckConnections(syntax, action, before);
        }

        var outputs = syntax.Outputs.Select(output => CheckOutput(output, after)).OfType<CheckedOutput>().ToList();
        var name = syntax.Name is { } written ? inputs.Check(written, TypeShape.String, "name", scope) : null;
        var condition = expressions.Condition(syntax.If, "if", scope);
        var timeout = syntax.Timeout is { } limit ? inputs.Check(limit, Duration, "timeout", scope) : null;
        var retry = syntax.Retry is { } again ? CheckRetry(again, scope, after) : null;
        var expect = syntax.Expect.Select(expectation => expressions.Condition(expectation, "expect", after)).OfType<CheckedCondition>().ToList();
        if (syntax.Expect.Count == 0 && action is not null) expect.AddRange(DefaultExpect(action, syntax.Uses!.Location));
        if (action is null || with is null) return (null, resultShape, outputs);

        var step = new CheckedStep
        {
            Path = path,
            Id = syntax.Id?.Text,
            Name = name,
            Action = action,
            With = with,
            If = condition,
            Timeout = timeout,
            Retry = retry,
            Expect = expect,
            Outputs = outputs,
            ContinueOnError = syntax.ContinueOnError,
            Location = syntax.Node.Location,
        };
        return (step, resultShape, outputs);
    }

    void CheckId(YamlScalar? id, Dictionary<string, YamlScalar> ids)
    {
        if (id is null) return;
        if (!Identifier.IsValid(id.Text))
            diagnostics.Error(DiagnosticCodes.InvalidValue, id.Location, $"`{id.Text}` cannot be an id", Identifier.Help);
        else if (!ids.TryAdd(id.Text, id))
            diagnostics.Error(DiagnosticCodes.InvalidValue, id.Location, $"the id `{id.Text}` is taken", $"the step on line {ids[id.Text].Location.Start.Line} has it");
    }

    ActionDescriptor? FindAction(YamlScalar uses)
    {
        var name = uses.Text;
        if (catalogue.Find(name) is { } action) return action;
        var plugin = name.Split('.')[0];
        var mates = catalogue.Actions.Where(candidate => candidate.Plugin == plugin).Select(candidate => candidate.Name).ToList();
        var help = catalogue.RefusalOf(plugin) is { } refusal ? $"the plugin was refused: {refusal}"
            : DidYouMean.Suggest(name, catalogue.Actions.Select(candidate => candidate.Name)) is { } near ? $"did you mean {near}?"
            : mates.Count > 0 ? $"{plugin} has: {string.Join(", ", mates)}"
            : "`runner plugins` lists the plugins that were found, and where they are looked for";
        diagnostics.Error(DiagnosticCodes.UnknownAction, uses.Location, $"there is no action `{name}`", help);
        return null;
    }

    CheckedRetry CheckRetry(RetrySyntax retry, ScopeShape scope, ScopeShape after)
    {
        var attempts = retry.Attempts is { } count ? inputs.Check(count, new(ShapeKind.Integer), "retry.attempts", scope) : null;
        if (attempts?.Constant is { Kind: ValueKind.Number } constant && constant.AsNumber() is < 1 or > 1000)
            diagnostics.Error(DiagnosticCodes.InvalidValue, attempts.Location, "`retry.attempts` must be from 1 to 1000; the first attempt counts");
        var backoff = retry.Backoff is { } curve
            ? inputs.Check(curve, BackoffChoice, "retry.backoff", ScopeShape.Empty)
            : null;
        return new()
        {
            Attempts = attempts,
            Delay = CheckDuration(retry.Delay, "retry.delay", scope),
            Backoff = backoff?.Constant?.ToString() switch
            {
                "linear" => Backoff.Linear,
                "exponential" => Backoff.Exponential,
                _ => Backoff.Constant,
            },
            MaxDelay = CheckDuration(retry.MaxDelay, "retry.max-delay", scope),
            Jitter = retry.Jitter,
            Timeout = CheckDuration(retry.Timeout, "retry.timeout", scope),
            On = retry.On is { } kinds ? kinds.Select(CheckErrorKind).OfType<Sdk.ErrorKind>().ToHashSet() : null,
            Until = expressions.Condition(retry.Until, "until", after),
        };
    }

    InputTemplate? CheckDuration(YamlScalar? scalar, string path, ScopeShape scope) =>
        scalar is null ? null : inputs.Check(scalar, Duration, path, scope);

    Sdk.ErrorKind? CheckErrorKind(YamlScalar kind)
    {
        var kinds = Enum.GetValues<Sdk.ErrorKind>().ToDictionary(value => NameCase.ToKebab(value.ToString()), StringComparer.Ordinal);
        if (kinds.TryGetValue(kind.Text, out var known)) return known;
        diagnostics.Error(DiagnosticCodes.InvalidValue, kind.Location, $"there is no kind of error `{kind.Text}`",
            DidYouMean.Suggest(kind.Text, kinds.Keys) is { } near ? $"did you mean `{near}`?" : $"there are: {string.Join(", ", kinds.Keys)}");
        return null;
    }

    CheckedOutput? CheckOutput(OutputSyntax output, ScopeShape after)
    {
        if (!Identifier.IsValid(output.Name.Text))
            diagnostics.Error(DiagnosticCodes.InvalidValue, output.Name.Location, $"`{output.Name.Text}` cannot be an output's name", Identifier.Help);
        return inputs.Check(output.Value, TypeShape.Any, output.Name.Text, after) is { } value ? new(output.Name.Text, value, output.Secret) : null;
    }

    static IEnumerable<CheckedCondition> DefaultExpect(ActionDescriptor action, SourceLocation location)
    {
        if (action.DefaultExpect is { } text) yield return new(Expression.Parse(text, FunctionRegistry.Default), location);
    }

    /// <summary>An input that is a connection names a step before this one that opens one of the same type.</summary>
    void CheckConnections(StepSyntax syntax, ActionDescriptor action, List<CheckedStep> before)
    {
        foreach (var (key, value) in syntax.With)
        {
            if (action.Inputs.Field(key.Text) is not { Type: { Kind: ShapeKind.Connection } wanted }) continue;
            if (value is not YamlScalar scalar || scalar.Text.Contains("${{", StringComparison.Ordinal)) continue;
            var opening = before.Where(step => step.Action.Opens == wanted.ConnectionType && step.Id is not null).Select(step => step.Id!).ToList();
            if (opening.Contains(scalar.Text, StringComparer.OrdinalIgnoreCase)) continue;
            var step = before.Find(candidate => string.Equals(candidate.Id, scalar.Text, StringComparison.OrdinalIgnoreCase));
            diagnostics.Error(DiagnosticCodes.NotAConnection, scalar.Location,
                step is null ? $"no step with the id `{scalar.Text}` comes before this one" : $"the step `{scalar.Text}` ({step.Action.Name}) opens no connection that `{action.Name}` can use",
                opening.Count > 0 ? $"there are: {string.Join(", ", opening)}" : "give the step that opens the connection an `id`, and name it here");
        }
    }

    static TypeShape ShapeOfStep(TypeShape result, IReadOnlyList<CheckedOutput> outputs) => ScopeShape.ObjectOf(
    [
        new("result", result with { Nullable = true }),
        new("outputs", ScopeShape.ObjectOf(outputs.Select(output => new FieldShape(output.Name, TypeShape.Any)))),
        new("outcome", TypeShape.String),
        new("conclusion", TypeShape.String),
    ]);
}
