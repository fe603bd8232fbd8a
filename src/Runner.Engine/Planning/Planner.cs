using Runner.Engine.Loops;
using Runner.Engine.Scopes;
using Runner.Engine.Secrets;
using Runner.Engine.Steps;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Inventories;
using Runner.Workflows.Inventories.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Planning;

/// <summary>Goes through a workflow as a run would, and resolves what can be.</summary>
sealed class Planner(RunRequest request)
{
    /// <summary>More items than these nobody reads.</summary>
    const int MostItems = 10;

    readonly SecretMasker masker = new();

    public RunPlan Plan()
    {
        foreach (var secret in request.Secrets.Values) masker.Add(secret);
        var workflow = request.Workflow;
        var scope = WorkflowScope.Of(workflow, request.Inputs, request.Secrets, new() { Time = request.Time, Variables = request.Variables, Inventory = workflow.UsesInventory && request.Inventory is { } hosts ? ContextOf(hosts) : null });
        return new(masker.MaskText(workflow.Name), workflow.Source.Path, masker.MaskValue(Value.From(request.Inputs)), PlanJobs(workflow, "", scope));
    }

    /// <summary>The hosts that files name; those that a command would are not known, since nothing is run.</summary>
    InventoryContext ContextOf(ProjectInventory hosts) => new(() =>
    {
        if (hosts.Check([]) is not { } known) throw new UnknownUntilRunException();
        foreach (var secret in known.Secrets) masker.AddInput(secret);
        return known;
    });

    List<PlannedJob> PlanJobs(CheckedWorkflow workflow, string caller, RunScope scope)
    {
        var jobs = new List<PlannedJob>();
        foreach (var job in workflow.Jobs)
        {
            if (caller.Length == 0 && request.Selection?.Has(job) == false) continue;
            jobs.Add(PlanJob(job, caller.Length == 0 ? job.Id : $"{caller}/{job.Id}", scope, caller.Length == 0 ? request.Selection?.FirstOf(job) : null));
        }

        return jobs;
    }

    PlannedJob PlanJob(CheckedJob job, string path, RunScope scope, CheckedStep? first)
    {
        var loop = job.Loop is { } repeated ? PlanLoop(repeated, scope, (label, item) => new(label, Value.Null, PlanSteps(job, path, item, first))) : null;
        return new(job.Id, job.Name is null ? job.Id : Text(job.Name, scope))
        {
            Needs = job.Needs,
            If = ConditionOf(job.If, scope),
            Timeout = job.Timeout is null ? null : Text(job.Timeout, scope),
            Loop = loop,
            Steps = loop is { Count: not null } ? [] : PlanSteps(job, path, scope, first),
        };
    }

    List<PlannedStep> PlanSteps(CheckedJob job, string path, RunScope outer, CheckedStep? first)
    {
        var scope = job.Env.Count == 0 ? outer : outer.With("env", Value.From(new LazyEnv(job.Env, outer)));
        var all = job.Steps.Concat(job.Finally).SkipWhile(step => first is not null && step != first);
        return [.. all.Select(step => PlanStep(step, $"{path}/{step.Key}", scope, job.Finally.Contains(step)))];
    }

    PlannedStep PlanStep(CheckedStep step, string path, RunScope scope, bool isFinal)
    {
        var loop = step.Loop is { } repeated ? PlanLoop(repeated, scope, (label, item) => new(label, Resolution.Of(step.With, item, masker), [])) : null;
        return new(path, step.Name is null ? step.Id ?? step.Action.Name : Text(step.Name, scope), step.Action.Name)
        {
            If = ConditionOf(step.If, scope),
            IsFinal = isFinal,
            With = loop is { Count: not null } ? Value.Null : Resolution.Of(step.With, scope, masker),
            Timeout = step.Timeout is null ? null : Text(step.Timeout, scope),
            Attempts = step.Retry is null ? null : step.Retry.Attempts is { } attempts ? Text(attempts, scope) : Retrying.RetryPolicy.DefaultAttempts.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Expect = [.. step.Expect.Select(condition => condition.Expression.Text.Trim())],
            Loop = loop,
            Jobs = step.Call is { } call ? PlanJobs(call.Workflow, path, ScopeOfCall(call, step, scope)) : [],
        };
    }

    static RunScope ScopeOfCall(CheckedCall call, CheckedStep step, RunScope scope)
    {
        var inputs = new PlannedInputs(call.Workflow, step.With, scope);
        return WorkflowScope.Of(call.Workflow, inputs, new Dictionary<string, string>(), scope.Environment)
            .With("secrets", Value.From(new PlannedSecrets()));
    }

    PlannedLoop PlanLoop(CheckedLoop loop, RunScope scope, Func<string, RunScope, PlannedItem> plan)
    {
        try
        {
            var items = LoopItems.Of(loop, standard: 1, scope);
            var shown = Enumerable.Range(0, Math.Min(items.Count, MostItems)).Select(index => plan(masker.MaskText(items.LabelOf(index)), items.ScopeOf(index, scope)));
            return new(loop.As, items.Count, [.. shown], null);
        }
        catch (Exception e) when (Resolution.IsUnknown(e))
        {
            return new(loop.As, null, [], Text(loop.Items, scope));
        }
    }

    PlannedCondition? ConditionOf(CheckedCondition? condition, RunScope scope)
    {
        if (condition is null) return null;
        var text = masker.MaskText(condition.Expression.Text.Trim());
        if (FunctionCalls.AskStatus(condition.Expression.Root)) return new(text, null);
        try
        {
            return new(text, Evaluation.IsTrue(condition, scope));
        }
        catch (Exception e) when (Resolution.IsUnknown(e))
        {
            return new(text, null);
        }
    }

    string Text(InputTemplate template, RunScope scope)
    {
        var value = Resolution.Of(template, scope, masker);
        return value.Kind is ValueKind.Array or ValueKind.Object ? ValueJson.Write(value, indented: false) : Coercion.ToText(value);
    }
}
