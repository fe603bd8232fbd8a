using System.Globalization;
using System.Reflection;
using Runner.Engine.Binding;
using Runner.Engine.BuiltIn;
using Runner.Engine.Calls;
using Runner.Engine.Commands;
using Runner.Engine.Events;
using Runner.Engine.Jobs;
using Runner.Engine.Retrying;
using Runner.Engine.Scopes;
using Runner.Engine.Steps;
using Runner.Sdk;
using Runner.Sdk.Networking;
using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Inventories;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine.Scripting;

/// <summary>
/// The steps that a script makes as it runs: actions, and pieces of code with a name. They are part of the step that runs the script,
/// and recorded, retried, limited and cancelled like any.
/// </summary>
public sealed class ScriptSteps
{
    readonly JobContext job;
    readonly CheckedStep step;
    readonly RunScope scope;
    readonly RunContext run;
    // Which step the code that asks is in: pieces of code may run side by side.
    readonly AsyncLocal<Level?> current = new();
    readonly Level outermost;
    volatile bool over;

    internal ScriptSteps(JobContext job, CheckedStep step, StepIdentity caller, RunScope scope)
    {
        (this.job, this.step, this.scope, run) = (job, step, scope, job.Run);
        outermost = new(caller);
    }

    /// <summary>The folder that relative paths start from: that of the workflow or the script.</summary>
    public string BaseDirectory => scope.Environment.BaseDirectory;

    /// <summary>Runs an action as a step.</summary>
    /// <param name="action">The action with its inputs.</param>
    /// <param name="options">How; null for the usual way.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="NetworkException">The network or the peer failed, at every attempt.</exception>
    /// <exception cref="ActionInputException">An input cannot be.</exception>
    /// <exception cref="ExpectationException">The action's own expectation does not hold.</exception>
    public ValueTask<TResult> RunAsync<TResult>(IAction<TResult> action, ScriptStepOptions? options, CancellationToken cancel)
    {
        options ??= new();
        var about = action.GetType().GetCustomAttribute<ActionAttribute>() ?? throw new ArgumentException($"{action.GetType()} has no [Action] that names it.", nameof(action));
        var identity = Next(options.Name ?? about.Name, about.Name);
        SecretInputs.Mask(action, run.Masker.AddInput);
        var context = new StepContext(job, step, identity, scope);
        if (run.Request.ShowCommands && action is ICommandEquivalent equivalent) context.Log(LogLevel.Info, ShellCommandText.Of(equivalent.ToCommand(context), run.Masker));
        var expect = options.Expect ? about.DefaultExpect : null;
        return new(AnswerAsync<TResult>(ExecuteAsync(identity, options, token => action.RunAsync(context, token).AsTask(), AnswerOf<TResult>, answer => Judge(expect, answer), cancel)));
    }

    /// <summary>Runs an action by its description as a step, such as one that a document stands for.</summary>
    /// <param name="action">The action.</param>
    /// <param name="inputs">Its inputs by name, as a workflow writes them.</param>
    /// <param name="options">How; null for the usual way.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>The result, as expressions see it.</returns>
    /// <exception cref="ActionInputException">An input is missing, or none of the action's, or cannot be.</exception>
    public async ValueTask<Value> RunAsync(ActionDescriptor action, IValueObject inputs, ScriptStepOptions? options, CancellationToken cancel)
    {
        options ??= new();
        var identity = Next(options.Name ?? action.Name, action.Name);
        var context = new StepContext(job, step, identity, scope);
        return ClrValue.From(await AnswerAsync<object?>(ExecuteAsync(identity, options, CallAsync, AnswerOf<object?>, JudgeAll, cancel)).ConfigureAwait(false));

        async Task<object?> CallAsync(CancellationToken token)
        {
            var fitted = Fit(action, inputs);
            var loaded = action.IsBuiltIn ? BuiltInCode.Load(action) : run.Request.Actions.Load(action);
            var instance = loaded.InputType == typeof(IValueObject) ? fitted : new InputBinder(job.Connections.Find, run.Masker.AddInput).Bind(loaded.InputType, fitted);
            return await loaded.RunAsync(instance, context, token).ConfigureAwait(false);
        }

        void JudgeAll(object? answer)
        {
            Judge(options.Expect ? action.DefaultExpect : null, answer);
            if (run.Request.CheckContract) Judge(action.Contract, answer);
        }
    }

    static IValueObject Fit(ActionDescriptor action, IValueObject inputs)
    {
        try
        {
            return ShapeConverter.Convert(Value.From(inputs), action.Inputs, action.Name).AsObject();
        }
        catch (ShapeException e)
        {
            throw new ActionInputException(action.Name, e.Help is null ? e.Message : $"{e.Message} ({e.Help})");
        }
    }

    /// <summary>Runs a piece of code as a step; the steps that it makes are within it.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="options">How; null for the usual way.</param>
    /// <param name="body">The code.</param>
    /// <param name="cancel">Ends it.</param>
    public ValueTask<TResult> RunAsync<TResult>(string name, ScriptStepOptions? options, Func<CancellationToken, ValueTask<TResult>> body, CancellationToken cancel)
    {
        var identity = Next(name, "step");
        return new(AnswerAsync<TResult>(ExecuteAsync(identity, options ?? new(), WithinAsync, AnswerOf<TResult>, static _ => { }, cancel)));

        async Task<TResult> WithinAsync(CancellationToken token)
        {
            current.Value = new(identity);
            return await body(token).ConfigureAwait(false);
        }
    }

    /// <summary>Runs a workflow as a step, in this run.</summary>
    /// <param name="workflow">The workflow; it declares no secrets.</param>
    /// <param name="inputs">Its inputs by name.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>Its outputs.</returns>
    /// <exception cref="ScriptException">It failed, or an input does not fit.</exception>
    public ValueTask<Value> RunAsync(CheckedWorkflow workflow, IValueObject inputs, CancellationToken cancel)
    {
        var identity = Next(workflow.Name, workflow.Source.Path);
        return new(AnswerAsync<Value>(ExecuteAsync(identity, new(), CallAsync, AnswerOf<Value>, static _ => { }, cancel)));

        async Task<Value> CallAsync(CancellationToken token)
        {
            try
            {
                return (Value)(await new WorkflowCall(job, new(workflow, []), identity, scope).RunAsync(inputs, token).ConfigureAwait(false))!;
            }
            catch (Exception e) when (e is CalledWorkflowException or BindingException)
            {
                throw new ScriptException(StepError.From(e, identity.Uses), e);
            }
        }
    }

    /// <summary>Takes the steps of the script from another process that runs it, in place of making them.</summary>
    /// <param name="root">The path of the step that runs the script there.</param>
    public RelayedSteps Relay(string root) => new(run, outermost.Identity, root);

    /// <summary>Whether steps that a well-known program could do as well log that program's command first.</summary>
    public bool ShowCommands => run.Request.ShowCommands;

    /// <summary>What the run may reach.</summary>
    public NetworkPolicy Network => run.Request.Network;

    /// <summary>Environment variables, those of <c>--env-file</c> before those of the process; null for one that is not set.</summary>
    public string? Variable(string name) => run.Request.Variables(name);

    /// <summary>The hosts of the inventory; none where the project has no inventory.</summary>
    /// <exception cref="InventoryLoadException">It cannot be read.</exception>
    public Inventory Inventory => run.Inventory?.Get() ?? Inventory.Empty;

    /// <summary>Writes a line under the step that the code is in.</summary>
    public void Log(LogLevel level, string message) => Publish(new StepLogged(Here.Identity, level, message));

    /// <summary>Says how far the step has come that the code is in.</summary>
    public void Progress(string message, double? fraction) => Publish(new StepProgressed(Here.Identity, message, fraction));

    /// <summary>Masks a value from now on.</summary>
    public void Mask(string secret) => run.Masker.Add(secret);

    /// <summary>
    /// Says that the script is over. What it left behind and did not wait for makes no more steps and says nothing more: the step that
    /// ran it has ended, and so may have the run.
    /// </summary>
    public void End() => over = true;

    Level Here => current.Value ?? outermost;

    void Publish(RunEvent happened)
    {
        if (!over) run.Events.Publish(happened);
    }

    /// <exception cref="OperationCanceledException">The script is over.</exception>
    StepIdentity Next(string name, string uses)
    {
        if (over) throw new OperationCanceledException("The script is over: it makes no more steps.");
        var level = Here;
        // As the steps of a workflow that is called: under a job that needs no name.
        return new(string.Create(CultureInfo.InvariantCulture, $"{level.Identity.Path}/main/{level.Next()}"), name, uses);
    }

    /// <summary>Runs and records a step.</summary>
    /// <remarks>
    /// It answers with the task whose result is the answer: async methods that are generic, or that answer with an object, are not
    /// compiled ahead, and this one is on the way of every script (docs/adr/0004).
    /// </remarks>
    async ValueTask<AnsweredStep> ExecuteAsync(
        StepIdentity identity, ScriptStepOptions options, Func<CancellationToken, Task> body, Func<Task, object?> answerOf, Action<object?> judge, CancellationToken cancel)
    {
        var started = run.Time.GetTimestamp();
        Publish(new StepStarted(identity));
        var state = new Tries(identity, options, body, answerOf, judge, cancel);
        await TryAsync(state, 1).ConfigureAwait(false);
        if (state.Attempt!.WantsRetry && options.Attempts > 1) await RetryAsync(state).ConfigureAwait(false);
        var attempt = state.Attempt!;
        var ended = new StepFinished(identity, Outcome.Success, run.Time.GetElapsedTime(started)) { Result = attempt.Result, Attempts = attempt.Number };
        if (attempt.Cancelled) ended = StepEnd.Cancelled(ended, new("cancelled", "the script was ended"));
        else if (attempt.Error is { } error) ended = StepEnd.Failed(ended, error);
        if (!over) run.Tally.Add(ended.Outcome);
        Publish(ended);
        if (state.Failure is { } failure) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return new(state.Answered!);
    }

    async ValueTask RetryAsync(Tries state)
    {
        var options = state.Options;
        var policy = new RetryPolicy(options.Attempts, options.Delay, options.Backoff, options.MaxDelay, Jitter: false);
        try
        {
            state.Attempt = await RetryPipelines.ContinueAsync(policy, state.Attempt!, AgainAsync,
                (failed, delay) => Publish(new RetryScheduled(state.Identity, failed.Number, options.Attempts, delay, failed.RetryReason, failed.Error?.Kind)), run.Time, state.Cancel).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (state.Cancel.IsCancellationRequested)
        {
            (state.Attempt, state.Failure) = (state.Attempt! with { Cancelled = true }, e);
        }

        async ValueTask<Attempt> AgainAsync(int number)
        {
            await TryAsync(state, number).ConfigureAwait(false);
            return state.Attempt!;
        }
    }

    async ValueTask TryAsync(Tries state, int number)
    {
        var options = state.Options;
        if (options.Attempts > 1) Publish(new AttemptStarted(state.Identity, number, options.Attempts));
        using var limit = options.Timeout is { } timeout ? new CancellationTokenSource(timeout, run.Time) : null;
        using var linked = limit is null ? null : CancellationTokenSource.CreateLinkedTokenSource(state.Cancel, limit.Token);
        object? answer = null;
        (state.Answered, state.Failure) = (null, null);
        try
        {
            var running = state.Body(linked?.Token ?? state.Cancel);
            await running.ConfigureAwait(false);
            answer = state.AnswerOf(running);
            state.Judge(answer);
            state.Answered = running;
            state.Attempt = new(number) { Result = DetachedValue.Of(answer) };
        }
        catch (OperationCanceledException e) when (state.Cancel.IsCancellationRequested)
        {
            state.Failure = e;
            state.Attempt = new(number) { Cancelled = true };
        }
        catch (OperationCanceledException) when (limit is { IsCancellationRequested: true })
        {
            var message = $"it took longer than {DurationText.Format(options.Timeout!.Value)}";
            state.Failure = new NetworkTimeoutException(state.Identity.Name, $"{state.Identity.Name}: {message}.");
            state.Attempt = new(number) { Error = new("timeout", message), WantsRetry = true, RetryReason = message };
        }
        catch (Exception e)
        {
            state.Failure = e;
            var error = StepError.Report(e, state.Identity, run.Events);
            state.Attempt = new(number)
            {
                Result = DetachedValue.Of(answer),
                Error = error,
                WantsRetry = e is not NetworkException network || network.IsTransient,
                RetryReason = error.Message.TrimEnd('.'),
                RetryAfter = (answer as IRetryAdvice)?.RetryAfter,
            };
        }
    }

    static object? AnswerOf<TResult>(Task ended) => ((Task<TResult>)ended).Result;

    static async Task<TResult> AnswerAsync<TResult>(ValueTask<AnsweredStep> step) => ((Task<TResult>)(await step.ConfigureAwait(false)).Task).Result;

    /// <summary>What a step ended with; a struct, for the reason that <see cref="ExecuteAsync"/> gives.</summary>
    readonly record struct AnsweredStep(Task Task);

    /// <summary>A step as it is tried.</summary>
    sealed class Tries(StepIdentity identity, ScriptStepOptions options, Func<CancellationToken, Task> body, Func<Task, object?> answerOf, Action<object?> judge, CancellationToken cancel)
    {
        public StepIdentity Identity => identity;

        public ScriptStepOptions Options => options;

        public Func<CancellationToken, Task> Body => body;

        public Func<Task, object?> AnswerOf => answerOf;

        public Action<object?> Judge => judge;

        public CancellationToken Cancel => cancel;

        public Attempt? Attempt { get; set; }

        public Task? Answered { get; set; }

        public Exception? Failure { get; set; }
    }

    /// <summary>Values that expressions know; what code makes for itself is its own affair.</summary>
    /// <exception cref="ExpectationException">The expectation does not hold.</exception>
    void Judge(string? expect, object? answer)
    {
        if (expect is null) return;
        var condition = new CheckedCondition(Expression.Parse(expect, FunctionRegistry.Default), step.Location);
        var seen = scope.With("result", ClrValue.From(answer));
        if (!Evaluation.IsTrue(condition, seen)) throw new ExpectationException(expect, Evaluation.Explain(condition, seen)) { Result = answer };
    }

    sealed class Level(StepIdentity identity)
    {
        int made;

        public StepIdentity Identity => identity;

        public int Next() => Interlocked.Increment(ref made);
    }
}
