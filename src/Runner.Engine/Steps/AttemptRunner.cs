using Runner.Engine.Binding;
using Runner.Engine.BuiltIn;
using Runner.Engine.Calls;
using Runner.Engine.Commands;
using Runner.Engine.Durability;
using Runner.Engine.Events;
using Runner.Engine.Jobs;
using Runner.Engine.Scopes;
using Runner.Sdk;
using Runner.Workflows.Checked;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine.Steps;

/// <summary>Makes the attempts of one step: binds the inputs, runs the action within its limit, decides on a retry.</summary>
sealed class AttemptRunner(JobContext job, CheckedStep step, StepIdentity identity, RunScope scope, StepSettings settings)
{
    readonly RunContext run = job.Run;
    StepContext? context;

    public ValueTask<Attempt> RunAsync(int number, CancellationToken cancel)
    {
        if (settings.Retry is { } policy) run.Events.Publish(new AttemptStarted(identity, number, policy.Attempts));
        return run.Durable is { } durable ? RunDurablyAsync(durable, number, cancel) : RunNowAsync(number, cancel);
    }

    async ValueTask<Attempt> RunDurablyAsync(DurableRun durable, int number, CancellationToken cancel)
    {
        durable.History?.BeginAttempt(identity.Path, number);
        // What must not be done twice is not begun before it is kept that it was.
        if (!step.MayRunTwice && step.Call is null) await durable.KeptAsync().ConfigureAwait(false);
        return durable.IsSuspended ? new(number) { Cancelled = true, RetryReason = "the run was suspended" } : await RunNowAsync(number, cancel).ConfigureAwait(false);
    }

    async ValueTask<Attempt> RunNowAsync(int number, CancellationToken cancel)
    {
        using var limit = settings.AttemptTimeout is { } timeout ? new CancellationTokenSource(timeout, run.Time) : null;
        using var linked = limit is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var token = linked?.Token ?? cancel;
        context = null;
        try
        {
            token.ThrowIfCancellationRequested();
            return DecideOnResult(new(number), await CallAsync(token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new(number) { Cancelled = true, RetryReason = "it was cut short", Result = PartialResult() };
        }
        catch (OperationCanceledException) when (limit is { IsCancellationRequested: true })
        {
            var within = DurationText.Format(settings.AttemptTimeout!.Value);
            var error = step.Action.IsBuiltIn || step.Call is not null
                ? new ErrorInfo("timeout", $"it took longer than {within}") { Help = "raise the step's `timeout`" }
                : new ErrorInfo("timeout", $"no answer within {within}") { Help = "raise the step's `timeout`, or find out why the other side is slow" };
            return Failed(new(number) { Error = error, Result = PartialResult() }, ErrorKind.Timeout, isTransient: true, null);
        }
        catch (Exception e)
        {
            var attempt = new Attempt(number) { Error = StepError.Report(e, identity, run.Events), Result = PartialResult() };
            // Of an action without a record the input may be far inside the value that is written.
            if (e is ActionInputException input && step.Action.TypeName.Length == 0 && InputPlace.Of(step.With, input.Input) is { } place) attempt = attempt with { Error = attempt.Error with { Location = place.ToString() } };
            if (e is CalledWorkflowException) return attempt with { WantsRetry = step.Retry is { } retry && (retry.On is null || retry.On.Any(kind => NameCase.ToKebab(kind.ToString()) == attempt.Error.Kind)), RetryReason = e.Message };
            return NetworkCause(e) is { } network ? Failed(attempt, network.Kind, network.IsTransient, network.RetryAfter) : attempt;
        }
    }

    ValueTask<object?> CallAsync(CancellationToken cancel)
    {
        if (step.Call is { } call) return new WorkflowCall(job, call, identity, scope).RunAsync(Inputs(), cancel);
        var action = step.Action.IsBuiltIn ? BuiltInCode.Load(step.Action) : run.Request.Actions.Load(step.Action);
        // An action that takes any names gets them as they are.
        var instance = action.InputType == typeof(IValueObject) ? Inputs() : new InputBinder(job.Connections.Find, run.Masker.AddInput).Bind(action.InputType, Inputs());
        context = new StepContext(job, step, identity, scope);
        if (run.Request.ShowCommands && instance is ICommandEquivalent equivalent) context.Log(LogLevel.Info, ShellCommandText.Of(equivalent.ToCommand(context), run.Masker));
        return action.RunAsync(instance, context, cancel);
    }

    Value PartialResult() => context?.PartialResult is { } partial ? ClrValue.From(partial) : Value.Null;

    IValueObject Inputs()
    {
        try
        {
            // What is written out was fitted when the workflow was checked.
            return (step.With.Constant ?? ShapeConverter.Convert(step.With.Evaluate(scope), step.Action.Inputs, path: "")).AsObject();
        }
        catch (ShapeException e)
        {
            throw new BindingException(e.Message, e.Help, e);
        }
    }

    /// <summary>An answer may still ask for another attempt: by <c>until</c>, or by itself as HTTP's 429 does.</summary>
    Attempt DecideOnResult(Attempt attempt, object? answer)
    {
        attempt = attempt with { Result = ClrValue.From(answer) };
        if (step.Retry is not { } retry) return attempt;
        var advice = answer as IRetryAdvice;
        attempt = attempt with { RetryAfter = advice?.RetryAfter };
        if (retry.Until is { } until) return WhatUntilSays(until, attempt) is { } missing ? attempt with { WantsRetry = true, RetryReason = missing, UntilMissed = until } : attempt;

        return advice?.RetryKind is { } kind && Covers(kind)
            ? attempt with { WantsRetry = true, RetryReason = $"the answer asks to try again ({NameCase.ToKebab(kind.ToString())})" }
            : attempt;
    }

    /// <summary>What kept <c>until</c> from holding; null when it holds. An answer that it cannot be asked of, such as HTML in place of JSON, is not there yet.</summary>
    string? WhatUntilSays(CheckedCondition until, Attempt attempt)
    {
        var seen = scope.With("result", attempt.Result);
        try
        {
            return Evaluation.IsTrue(until, seen) ? null : Evaluation.Explain(until, seen);
        }
        catch (Exception e) when (e is NetworkException or TemplateException)
        {
            return e.Message;
        }
    }

    Attempt Failed(Attempt attempt, ErrorKind kind, bool isTransient, TimeSpan? retryAfter) => attempt with
    {
        // What the policy forbids it forbids again.
        WantsRetry = kind != ErrorKind.Policy && step.Retry is { } retry && (retry.On is null ? isTransient : Covers(kind)),
        RetryReason = attempt.Error!.Message.TrimEnd('.'),
        RetryAfter = retryAfter,
    };

    bool Covers(ErrorKind kind) => step.Retry!.On?.Contains(kind) ?? true;

    static NetworkException? NetworkCause(Exception e) => e as NetworkException ?? (e as TemplateException)?.InnerException as NetworkException;
}
