using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Scopes;

/// <summary>What all expressions of a workflow see: its inputs, secrets and variables.</summary>
static class WorkflowScope
{
    /// <summary>The scope of one execution of a workflow.</summary>
    /// <param name="workflow">The workflow.</param>
    /// <param name="inputs">Its inputs, complete.</param>
    /// <param name="secrets">Its secrets.</param>
    /// <param name="around">Clock, variables and limits; paths start from the workflow's own folder.</param>
    public static RunScope Of(CheckedWorkflow workflow, IValueObject inputs, IReadOnlyDictionary<string, string> secrets, EvaluationEnvironment around)
    {
        var values = new ValueObject();
        foreach (var (name, value) in secrets) values[name] = Value.From(value);
        var environment = around with { BaseDirectory = Path.GetDirectoryName(workflow.Source.FullPath)!, Status = JobStatus.Success };
        var scope = new RunScope(environment).With("inputs", Value.From(inputs)).With("secrets", Value.From(values));
        if (environment.Inventory is { } hosts) scope = scope.With("inventory", Value.From(hosts));
        return scope.With("env", Value.From(new LazyEnv(workflow.Env, scope)));
    }
}
