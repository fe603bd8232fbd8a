using Runner.Engine.Binding;
using Runner.Engine.Events;
using Runner.Engine.Jobs;
using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Calls;

/// <summary>A step that calls another workflow. Its jobs are part of the same run; nothing but inputs and secrets that are passed reaches them.</summary>
sealed class WorkflowCall(JobContext job, CheckedCall call, StepIdentity step, RunScope scope)
{
    /// <summary>Runs the workflow; the answer are its outputs.</summary>
    /// <exception cref="CalledWorkflowException">It failed.</exception>
    /// <exception cref="BindingException">An input does not fit.</exception>
    /// <exception cref="OperationCanceledException">The attempt was ended.</exception>
    public async ValueTask<object?> RunAsync(IValueObject with, CancellationToken cancel)
    {
        IValueObject inputs;
        try
        {
            inputs = WorkflowInputs.Resolve(call.Workflow, with.Entries.ToDictionary(entry => entry.Key, entry => new GivenInput(entry.Value), StringComparer.OrdinalIgnoreCase));
        }
        catch (WorkflowInputException e)
        {
            throw new BindingException(e.Message, null, e);
        }

        var secrets = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var secret in call.Secrets)
        {
            var value = Coercion.ToText(secret.Value.Evaluate(scope));
            secrets[secret.Name] = value;
            job.Run.Masker.Add(value);
        }

        var within = WorkflowScope.Of(call.Workflow, inputs, secrets, scope.Environment);
        var ending = Ending.Of(new("cancelled", "the step that called the workflow was ended"), cancel, job.Run.Suspended);
        var result = await new Execution(job.Run, call.Workflow, step.Path, within, job.Held).RunAsync(ending).ConfigureAwait(false);
        if (result.Outcome == Outcome.Cancelled) cancel.ThrowIfCancellationRequested();
        if (result.Outcome != Outcome.Success) throw new CalledWorkflowException(Describe(result));
        return result.Outputs.IsNull ? Value.From(new ValueObject()) : result.Outputs;
    }

    ErrorInfo Describe(ExecutionResult result)
    {
        var message = $"{call.Workflow.Source.Path} failed";
        if (result.Error is not { } error) return new("workflow", message);
        return error with
        {
            // A cause that is an error weighs more than an expectation that came first.
            Kind = result.Failure == FailureKind.Error && error.Kind == ErrorInfo.Expectation ? "workflow" : error.Kind,
            Message = $"{message}: {error.Message}",
        };
    }
}

/// <summary>A workflow that a step called has failed.</summary>
sealed class CalledWorkflowException(ErrorInfo error) : Exception(error.Message)
{
    public ErrorInfo Error { get; } = error;
}
