using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Types;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Checking;

/// <summary>Checks the jobs of a workflow, each in the scope that those which it needs leave.</summary>
sealed class JobChecker(StepChecker steps, ExpressionChecker expressions, InputChecker inputs, LoopChecker loops, RetryChecker retries, DiagnosticBag diagnostics, int errorsBefore)
{
    readonly ConditionWarnings conditions = new(diagnostics);

    /// <summary>The jobs in the order in which they may run, and what is known of each when it has ended.</summary>
    public (IReadOnlyList<CheckedJob> Jobs, FieldList Shapes) Check(WorkflowSyntax workflow, ScopeShape scope, CheckedDefaults defaults)
    {
        var ids = new DeclaredNames("a job's id", diagnostics);
        foreach (var job in workflow.Jobs)
        {
            if (job.Node is YamlScalar id) ids.Add(id);
        }

        var order = new JobOrder(workflow.Jobs, diagnostics);
        var ended = new FieldList([]);
        var done = new List<CheckedJob>();
        foreach (var job in order.Sort())
        {
            var needs = job.Needs.Select(need => order.Find(need.Text)?.Id).OfType<string>().Distinct().ToList();
            var known = needs.Select(ended.Find).OfType<FieldShape>();
            var outside = job.Needs.Count == 0 ? scope : scope.With("needs", ScopeShape.ObjectOf(known));
            var outputs = workflow.HasTopLevelSteps ? workflow.Outputs : job.Outputs;
            var made = CheckJob(job with { Outputs = outputs }, needs, outside, defaults);
            done.Add(made);
            conditions.WarnIfNeverTrue(job.If, made.If, "needs", id => order.Find(id) is { } needed ? new(needed.ContinueOnError, MayBeSkipped: false) : null);
            ended.Add(new(job.Id, OutcomeShape.Of(new(made.Outputs.Select(output => new FieldShape(output.Name, output.Shape) { Secret = output.Secret })), job.Loop is not null, result: null)));
        }

        return (done, ended);
    }

    CheckedJob CheckJob(JobSyntax job, IReadOnlyList<string> needs, ScopeShape outside, CheckedDefaults wider)
    {
        var condition = expressions.Condition(job.If, "if", outside);
        if (job.Needs.Count == 0) conditions.WarnIfNothingCanHaveFailed(job.If, "the job needs no other, so nothing can have failed");
        var (loop, inside) = loops.Check(job.Loop, outside);
        var (env, scope) = CheckEnv(job.Env, inside);
        var defaults = retries.CheckDefaults(job.Defaults, scope, wider);
        var within = new StepsInJob(job.Id, scope, defaults, diagnostics);
        var list = steps.Check(job.Steps, within);
        var final = steps.Check(job.Finally, within, isFinal: true);
        var outputs = steps.CheckOutputs(job.Outputs, within.Scope);
        if (job.Loop?.Distributed is not null) CheckDistributed(job, [.. list, .. final]);
        // What is wrong may be the very thing that uses an id.
        if (diagnostics.ErrorCount == errorsBefore)
        {
            foreach (var step in job.Steps.Concat(job.Finally)) WarnOfUnusedId(step, within);
        }

        return new(job.Id, list)
        {
            Name = job.Name is { } name ? inputs.Check(name, TypeShape.String, "name", inside) : null,
            Needs = needs,
            If = condition,
            Loop = loop,
            Env = env,
            Timeout = retries.CheckLimit(job.Timeout, "timeout", inside),
            Concurrency = CheckConcurrency(job.Concurrency, inside),
            Finally = final,
            Outputs = outputs,
            ContinueOnError = job.ContinueOnError,
            Location = job.Node.Location,
        };
    }

    /// <summary>What several processes cannot keep to together, and what a batch cannot do.</summary>
    void CheckDistributed(JobSyntax job, IReadOnlyList<CheckedStep> all)
    {
        if (job.Concurrency is { } concurrency)
            diagnostics.Error(DiagnosticCodes.InvalidValue, concurrency.Group.Location, "a job's `concurrency` holds within one process, and the items of this job run in several (`distribute`)",
                "`max-parallel` holds over all nodes, and so does the workflow's `concurrency`; or remove `distribute`");
        foreach (var step in all)
        {
            if (step.Call is { } call && DistributedIn(call.Workflow) is { } inner)
                diagnostics.Error(DiagnosticCodes.InvalidValue, step.Location, $"nodes share the items of this job already, and `{call.Workflow.Source.Path}` has a job that they are to share too (`{inner.Id}`, {inner.Location})",
                    "remove `distribute` from one of the two");
        }
    }

    /// <summary>The first job, here or in what is called, whose items nodes share.</summary>
    static CheckedJob? DistributedIn(CheckedWorkflow workflow)
    {
        foreach (var job in workflow.Jobs)
        {
            if (job.Loop is { Distribute: true }) return job;
            foreach (var step in job.Steps.Concat(job.Finally))
                if (step.Call is { } call && DistributedIn(call.Workflow) is { } inner) return inner;
        }

        return null;
    }

    /// <summary>Variables, and the scope that has them over those around it.</summary>
    public (IReadOnlyList<NamedTemplate> Env, ScopeShape Scope) CheckEnv(IReadOnlyList<VariableSyntax> variables, ScopeShape scope)
    {
        if (variables.Count == 0 && scope.Find("env") is not null) return ([], scope);
        var names = new DeclaredNames("a variable's name", diagnostics);
        foreach (var variable in variables) names.Add(variable.Name);
        var env = variables.Select(variable => CheckVariable(variable, scope)).OfType<NamedTemplate>().ToList();
        var secret = env.Where(variable => SecretValues.Find(variable.Value, scope) is not null).Select(variable => variable.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var own = variables.Select(variable => new FieldShape(variable.Name.Text, TypeShape.String) { Secret = secret.Contains(variable.Name.Text) });
        return (env, scope.With("env", ScopeShape.ObjectOf(new FieldList(own, behind: scope.Find("env")?.Fields as FieldList))));
    }

    /// <summary>A group and its limit.</summary>
    public CheckedConcurrency? CheckConcurrency(ConcurrencySyntax? concurrency, ScopeShape scope)
    {
        if (concurrency is null || inputs.Check(concurrency.Group, TypeShape.String, "concurrency.group", scope) is not { } group) return null;
        var limit = concurrency.Limit is { } written ? inputs.Check(written, new(ShapeKind.Integer), "concurrency.limit", scope) : null;
        if (limit?.Constant is { Kind: ValueKind.Number } constant && constant.AsNumber() is < 1 or > CheckedLoop.MostAtOnce)
            diagnostics.Error(DiagnosticCodes.InvalidValue, limit.Location, $"`concurrency.limit` must be from 1 to {CheckedLoop.MostAtOnce}");
        return new(group, limit);
    }

    NamedTemplate? CheckVariable(VariableSyntax variable, ScopeShape scope) =>
        variable.Value is { } value && inputs.Check(value, TypeShape.String, variable.Name.Text, scope) is { } template ? new(variable.Name.Text, template) : null;

    void WarnOfUnusedId(StepSyntax step, StepsInJob job)
    {
        if (step.Id is { } id && !job.Scope.Used.Has("steps", id.Text))
            diagnostics.Warning(DiagnosticCodes.UnusedName, id.Location, $"nothing uses the id `{ShownText.Shorten(id.Text)}`", "remove it; a title for people is `name:`");
    }
}
