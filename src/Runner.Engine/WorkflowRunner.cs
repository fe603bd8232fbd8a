using Runner.Engine.Events;
using Runner.Engine.Jobs;
using Runner.Engine.Scopes;
using Runner.Engine.Secrets;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine;

/// <summary>Runs a checked workflow. What happens leaves as events; the answer only says how it ended.</summary>
public static class WorkflowRunner
{
    /// <summary>What an expression may make, in bytes: a few response bodies, where GitHub allows 1 MiB.</summary>
    const long MaxExpressionMemory = 64 * 1024 * 1024;

    /// <summary>Runs the workflow to its end. Failures of steps are outcomes, not exceptions.</summary>
    /// <param name="request">What to run.</param>
    /// <param name="cancel">Cancels the run: steps in flight end, the rest is skipped, connections are closed.</param>
    public static async Task<RunResult> RunAsync(RunRequest request, CancellationToken cancel)
    {
        var workflow = request.Workflow;
        var masker = new SecretMasker();
        foreach (var secret in request.Secrets.Values) masker.Add(secret);
        var events = new EventStream(request.RunId, request.Observers, masker, request.Time);
        var started = request.Time.GetTimestamp();

        using var limit = request.Timeout is { } timeout ? new CancellationTokenSource(timeout, request.Time) : null;
        using var linked = limit is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        var ending = linked?.Token ?? cancel;
        events.Publish(new RunStarted(workflow.Name, workflow.Source.Path, workflow.Description, workflow.Jobs.Sum(job => job.Steps.Count)));

        var scope = new RunScope(new EvaluationEnvironment
        {
            Time = request.Time,
            BaseDirectory = Path.GetDirectoryName(Path.GetFullPath(workflow.Source.Path))!,
            Variables = request.Variables,
            MaxMemory = MaxExpressionMemory,
        }).With("inputs", Value.From(request.Inputs)).With("secrets", SecretsOf(request));
        scope = scope.With("env", Value.From(new LazyEnv(workflow.Env, scope)));

        var tally = new RunTally();
        var run = new RunContext(request, events, masker, tally, () => !cancel.IsCancellationRequested && limit is { IsCancellationRequested: true });
        foreach (var job in workflow.Jobs) await new JobRunner(run, job, scope).RunAsync(ending).ConfigureAwait(false);

        var finished = tally.Finish(request.Time.GetElapsedTime(started), run.IsOverdue);
        events.Publish(finished);
        return new(finished, events.Failures);
    }

    static Value SecretsOf(RunRequest request)
    {
        var secrets = new ValueObject();
        foreach (var (name, value) in request.Secrets) secrets[name] = Value.From(value);
        return Value.From(secrets);
    }
}
