using Runner.Engine.Concurrency;
using Runner.Engine.Events;
using Runner.Engine.Scopes;
using Runner.Engine.Secrets;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;
using Runner.Workflows.Values;

namespace Runner.Engine.Batches;

/// <summary>What of a run its batches need, on its way to other processes: <see cref="DistributedLoop.Contexts"/>.</summary>
static class BatchContexts
{
    const string Contexts = "contexts", Secrets = "secrets", InputSecrets = "inputSecrets", Groups = "groups";

    /// <summary>Takes it along.</summary>
    /// <param name="path">The job's path: of a workflow that is called, what the caller gave is not known elsewhere.</param>
    /// <param name="scope">What the job's expressions see.</param>
    /// <param name="masker">What is masked.</param>
    /// <param name="held">The concurrency groups that the run is in: its batches need not wait for them.</param>
    public static Value Take(string path, RunScope scope, SecretMasker masker, HeldGroups held)
    {
        var contexts = new ValueObject();
        if (scope.TryGetValue("needs", out var needs)) contexts["needs"] = needs;
        // As they were for this run: an expression such as uuid() would be another one for each batch.
        if (scope.TryGetValue("env", out var env)) contexts["env"] = env.AsObject() is LazyEnv lazy ? Value.From(lazy.Made()) : env;
        if (EventPath.CallerOf(path).Length > 0)
        {
            foreach (var name in (string[])["inputs", "secrets"])
                if (scope.TryGetValue(name, out var value)) contexts[name] = value;
        }

        var known = masker.Remembered();
        var groups = new List<Value>();
        for (var at = held; at.Outer is not null; at = at.Outer) groups.Add(Value.From(at.Group));
        return Value.From(new ValueObject
        {
            [Contexts] = Value.From(contexts),
            [Secrets] = Texts(known.Where(each => !each.IsInput)),
            [InputSecrets] = Texts(known.Where(each => each.IsInput)),
            [Groups] = Value.From(groups.ToArray()),
        });
    }

    /// <summary>Masks what was masked there.</summary>
    public static void Mask(Value taken, SecretMasker masker)
    {
        if (Of(taken, Secrets) is { } secrets) masker.Add(secrets);
        if (Of(taken, InputSecrets) is { } inputs) masker.AddInput(inputs);
    }

    /// <summary>The groups that need not be waited for.</summary>
    public static HeldGroups HeldIn(Value taken)
    {
        var held = HeldGroups.None;
        if (Of(taken, Groups) is { Kind: ValueKind.Array } groups)
            foreach (var group in groups.AsArray()) held = held.Within(Coercion.ToText(group));
        return held;
    }

    /// <summary>The scope of the job as it was there.</summary>
    /// <param name="taken">What was taken along.</param>
    /// <param name="workflow">The workflow of the job.</param>
    /// <param name="scope">The scope of this run's own workflow.</param>
    /// <param name="isCalled">Whether the job's workflow is one that is called.</param>
    public static RunScope ScopeOf(Value taken, CheckedWorkflow workflow, RunScope scope, bool isCalled)
    {
        var contexts = Of(taken, Contexts) is { Kind: ValueKind.Object } kept ? kept.AsObject() : new ValueObject();
        if (isCalled)
        {
            var secrets = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            if (contexts.TryGet("secrets", out var given) && given.Kind == ValueKind.Object)
                foreach (var (name, value) in given.AsObject().Entries) secrets[name] = Coercion.ToText(value);
            var inputs = contexts.TryGet("inputs", out var with) && with.Kind == ValueKind.Object ? with.AsObject() : new ValueObject();
            scope = WorkflowScope.Of(workflow, inputs, secrets, scope.Environment);
        }

        if (contexts.TryGet("env", out var env) && env.Kind == ValueKind.Object && scope.TryGetValue("env", out var own)) scope = scope.With("env", Value.From(new KeptEnv(env.AsObject(), own.AsObject())));
        if (contexts.TryGet("needs", out var needs)) scope = scope.With("needs", needs);
        return scope.At(JobStatus.Success);
    }

    static Value? Of(Value taken, string name) => taken.Kind == ValueKind.Object && taken.AsObject().TryGet(name, out var value) ? value : null;

    static Value Texts(IEnumerable<(string Secret, bool IsInput)> known) => Value.From(known.Select(each => Value.From(each.Secret)).ToArray());
}

/// <summary>Variables as another process had made them; those that it could not make are made here, and fail as they did there.</summary>
sealed class KeptEnv(IValueObject kept, IValueObject own) : IValueObject
{
    public bool TryGet(string name, out Value value) => kept.TryGet(name, out value) || own.TryGet(name, out value);

    public IEnumerable<KeyValuePair<string, Value>> Entries => kept.Entries.Concat(own.Entries.Where(entry => !kept.TryGet(entry.Key, out _)));
}
