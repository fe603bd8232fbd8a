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
sealed class StepChecker(IActionCatalogue catalogue, ExpressionChecker expressions, InputChecker inputs, ActionChecker actions, DiagnosticBag diagnostics)
{
    static readonly TypeShape Duration = new(ShapeKind.Duration);

    static readonly TypeShape BackoffChoice = new(ShapeKind.Choice) { Choices = ["constant", "linear", "exponential"] };

    /// <summary>The steps that are right; the diagnostics tell of the others.</summary>
    public IReadOnlyList<CheckedStep> Check(IReadOnlyList<StepSyntax> steps, string job, ScopeShape scope)
    {
        var done = new List<CheckedStep>();
        // One shape that grows: a copy for each step would cost the square of their number.
        var known = new FieldList([]);
        var knownShape = ScopeShape.ObjectOf(known);
        var ids = new DeclaredNames("a step's id", diagnostics);
        var openers = new Dictionary<string, ActionDescriptor?>(StringComparer.OrdinalIgnoreCase);
        var untrusted = new UntrustedValues();
        for (var i = 0; i < steps.Count; i++)
        {
            var current = i;
            var before = scope.WithSteps(knownShape, id => WhyNotBefore(id, steps, current));
            if (steps[i].Id is { } own) ids.Add(own);
            var path = $"{job}/{steps[i].Id?.Text ?? (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)}";
            var (step, action, result) = CheckStep(steps[i], path, before, openers, untrusted);
            if (step is not null) done.Add(step);
            if (steps[i].Id is not { } id) continue;
            known.Add(new(id.Text, ShapeOfStep(result, steps[i].Outputs)));
            openers.TryAdd(id.Text, action);
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

    (CheckedStep? Step, ActionDescriptor? Action, TypeShape Result) CheckStep(StepSyntax syntax, string path, ScopeShape scope, Dictionary<string, ActionDescriptor?> openers, UntrustedValues untrusted)
    {
        var action = syntax.Uses is null ? null : FindAction(syntax.Uses);
        MapTemplate? with = null;
        if (action is not null && syntax.With is { } given)
        {
            with = action.ResultIsInputs ? CheckValues(given, action, syntax.Uses!, scope) : inputs.CheckFields(given, action.Inputs, syntax.Uses!, "", scope, $"`{action.Name}`");
            CheckConnections(given, action, openers, scope);
            actions.Check(action, syntax.Uses!, given, with, scope, untrusted);
        }

        var resultShape = action is null ? TypeShape.Any : action.ResultIsInputs && with is not null ? TemplateShape.Of(with, scope) : action.Result;
        var after = scope.With("result", resultShape);
        var outputNames = new DeclaredNames("an output's name", diagnostics);
        foreach (var output in syntax.Outputs) outputNames.Add(output.Name);
        var outputs = syntax.Outputs.Select(output => CheckOutput(output, after)).OfType<CheckedOutput>().ToList();
        if (syntax.Id is { } id) untrusted.Add(id.Text, action, with, outputs, scope, after);
        var name = syntax.Name is { } written ? inputs.Check(written, TypeShape.String, "name", scope) : null;
        var condition = expressions.Condition(syntax.If, "if", scope);
        var timeout = CheckLimit(syntax.Timeout, "timeout", scope);
        var retry = syntax.Retry is { } again ? CheckRetry(again, scope, after) : null;
        var expect = syntax.Expect.Select(expectation => expressions.Condition(expectation, "expect", after)).OfType<CheckedCondition>().ToList();
        if (syntax.Expect.Count == 0 && action is not null) expect.AddRange(DefaultExpect(action, syntax.Uses!.Location));
        if (action is null || with is null) return (null, action, resultShape);

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
        return (step, action, resultShape);
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
        var plugin = name.Split('.')[0];
        var mates = catalogue.Actions.Where(candidate => candidate.Plugin == plugin).Select(candidate => candidate.Name).ToList();
        var help = catalogue.RefusalOf(plugin) is { } refusal ? $"the plugin was refused: {refusal}"
            : name.Contains("${{", StringComparison.Ordinal) ? "`uses` is looked up before anything runs, so it may not hold an expression"
            : DidYouMean.Suggest(name, catalogue.Actions.Select(candidate => candidate.Name)) is { } near ? $"did you mean {near}?"
            : mates.Count > 0 ? $"{plugin} has: {string.Join(", ", mates)}"
            : "`runner plugins` lists the plugins that were found, and where they are looked for";
        diagnostics.Error(DiagnosticCodes.UnknownAction, uses.Location, $"there is no action `{ShownText.Shorten(name)}`", help);
        return null;
    }

    CheckedRetry CheckRetry(RetrySyntax retry, ScopeShape scope, ScopeShape after)
    {
        var attempts = retry.Attempts is { } count ? inputs.Check(count, new(ShapeKind.Integer), "retry.attempts", scope) : null;
        if (attempts?.Constant is { Kind: ValueKind.Number } constant && constant.AsNumber() is < 1 or > 1000)
            diagnostics.Error(DiagnosticCodes.InvalidValue, attempts.Location, "`retry.attempts` must be from 1 to 1000; the first attempt counts");
        var backoff = retry.Backoff is { } curve
            ? inputs.Check(curve, BackoffChoice, "retry.backoff", scope)
            : null;
        if (backoff is not null and not ConstantTemplate)
            diagnostics.Error(DiagnosticCodes.InvalidValue, backoff.Location, "`retry.backoff` must be written out; it may not be an expression", "write constant, linear or exponential");
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
            Timeout = CheckLimit(retry.Timeout, "retry.timeout", scope),
            On = retry.On?.Select(CheckErrorKind).OfType<Sdk.ErrorKind>().ToHashSet(),
            Until = expressions.Condition(retry.Until, "until", after),
        };
    }

    InputTemplate? CheckDuration(YamlScalar? scalar, string path, ScopeShape scope) =>
        scalar is null ? null : inputs.Check(scalar, Duration, path, scope);

    /// <summary>A limit of time. None at all is written by leaving the key out, and 0s would let nothing happen.</summary>
    InputTemplate? CheckLimit(YamlScalar? scalar, string path, ScopeShape scope)
    {
        var limit = CheckDuration(scalar, path, scope);
        if (limit?.Constant is { Kind: ValueKind.String } constant && DurationText.TryParse(constant.AsString(), out var duration) && duration == TimeSpan.Zero)
            diagnostics.Error(DiagnosticCodes.InvalidValue, limit.Location, $"`{path}` must be longer than nothing", "leave the key out for no limit");
        return limit;
    }

    Sdk.ErrorKind? CheckErrorKind(YamlScalar kind)
    {
        var kinds = Enum.GetValues<Sdk.ErrorKind>();
        var names = Array.ConvertAll(kinds, value => NameCase.ToKebab(value.ToString()));
        if (Array.IndexOf(names, kind.Text) is >= 0 and var at) return kinds[at];
        diagnostics.Error(DiagnosticCodes.InvalidValue, kind.Location, $"there is no kind of error `{ShownText.Shorten(kind.Text)}`",
            kind.Value.Kind == ValueKind.Number ? $"a status is tried again with `until: result.status != {kind.Text}`" : NameHelp.For(kind.Text, names, "there are"));
        return null;
    }

    CheckedOutput? CheckOutput(OutputSyntax output, ScopeShape after) =>
        output.Value is { } written && inputs.Check(written, TypeShape.Any, output.Name.Text, after) is { } value ? new(output.Name.Text, value, output.Secret) : null;

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

    static TypeShape ShapeOfStep(TypeShape result, IReadOnlyList<OutputSyntax> outputs) => ScopeShape.ObjectOf(
    [
        new("result", result with { Nullable = true }),
        new("outputs", ScopeShape.ObjectOf(outputs.Select(output => new FieldShape(output.Name.Text, TypeShape.Any) { Secret = output.Secret }))),
        new("outcome", TypeShape.String),
        new("conclusion", TypeShape.String),
    ]);
}
