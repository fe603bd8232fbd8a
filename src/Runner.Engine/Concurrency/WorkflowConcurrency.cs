using Runner.Engine.Binding;
using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;

namespace Runner.Engine.Concurrency;

/// <summary>The concurrency group that a run as a whole takes a place in, known before it begins: so that it need not begin to wait.</summary>
public static class WorkflowConcurrency
{
    /// <summary>The group and how many of it may run at once; null when the workflow names none, or an expression fails, which the run itself will tell.</summary>
    public static (string Group, int Limit)? Of(RunRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Workflow.Concurrency is not { } concurrency) return null;
        var scope = WorkflowScope.Of(request.Workflow, request.Inputs, request.Secrets, new() { Time = request.Time, Variables = request.Variables });
        try
        {
            return (Coercion.ToText(concurrency.Group.Evaluate(scope)), concurrency.Limit is { } limit ? Settings.CountOf(limit, "concurrency.limit", CheckedLoop.MostAtOnce, scope) : 1);
        }
        catch (Exception e) when (e is TemplateException or BindingException)
        {
            return null;
        }
    }
}
