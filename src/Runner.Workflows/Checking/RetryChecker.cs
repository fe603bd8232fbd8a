using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Limits of time, and when to try again.</summary>
sealed class RetryChecker(ExpressionChecker expressions, InputChecker inputs, DiagnosticBag diagnostics)
{
    static readonly TypeShape Duration = new(ShapeKind.Duration);

    static readonly TypeShape BackoffChoice = new(ShapeKind.Choice) { Choices = ["constant", "linear", "exponential"] };

    /// <summary>What <c>defaults</c> says, over what a wider one says.</summary>
    public CheckedDefaults CheckDefaults(DefaultsSyntax? defaults, ScopeShape scope, CheckedDefaults wider) => defaults is null ? wider : new(
        CheckLimit(defaults.Timeout, "defaults.timeout", scope) ?? wider.Timeout,
        defaults.Retry is { } retry ? Check(retry, scope, scope.With("result", TypeShape.Any)) : wider.Retry);

    /// <summary>What <c>retry</c> says.</summary>
    /// <param name="retry">As written.</param>
    /// <param name="scope">What its expressions may name.</param>
    /// <param name="after">The same with the attempt's <c>result</c>.</param>
    public CheckedRetry Check(RetrySyntax retry, ScopeShape scope, ScopeShape after)
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
    public InputTemplate? CheckLimit(YamlScalar? scalar, string path, ScopeShape scope)
    {
        var limit = CheckDuration(scalar, path, scope);
        if (limit?.Constant is { Kind: ValueKind.String } constant && DurationText.TryParse(constant.AsString(), out var duration) && duration == TimeSpan.Zero)
            diagnostics.Error(DiagnosticCodes.InvalidValue, limit.Location, $"`{path}` must be longer than nothing", "leave the key out for no limit");
        if (limit?.Constant is { Kind: ValueKind.String } written && DurationText.TryParse(written.AsString(), out var tooLong) && tooLong > DurationText.LongestTimer)
            diagnostics.Error(DiagnosticCodes.InvalidValue, limit.Location, $"`{path}` cannot be longer than {DurationText.Format(DurationText.LongestTimer)}", "leave the key out for no limit");
        return limit;
    }

    Sdk.ErrorKind? CheckErrorKind(YamlScalar kind)
    {
        var kinds = Array.FindAll(Enum.GetValues<Sdk.ErrorKind>(), static kind => kind != Sdk.ErrorKind.Policy);
        if (kind.Text == "policy")
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, kind.Location, "`policy` is no kind of error to try again on", "what the network policy forbids it forbids again: remove it here, or allow it in runner.yaml");
            return null;
        }
        var names = Array.ConvertAll(kinds, value => NameCase.ToKebab(value.ToString()));
        if (Array.IndexOf(names, kind.Text) is >= 0 and var at) return kinds[at];
        diagnostics.Error(DiagnosticCodes.InvalidValue, kind.Location, $"there is no kind of error `{ShownText.Shorten(kind.Text)}`",
            kind.Value.Kind == ValueKind.Number ? $"a status is tried again with `until: result.status != {kind.Text}`" : NameHelp.For(kind.Text, names, "there are"));
        return null;
    }
}

/// <summary>What steps get that do not say it themselves.</summary>
sealed record CheckedDefaults(InputTemplate? Timeout, CheckedRetry? Retry);
