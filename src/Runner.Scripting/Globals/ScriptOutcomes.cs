using Runner.Workflows.Values;

namespace Runner.Scripting;

/// <summary>How steps or jobs ended, by their id: <c>Steps["login"]</c> as the expression <c>steps.login</c>.</summary>
public sealed class ScriptOutcomes
{
    readonly string context;
    readonly IValueObject? values;

    internal ScriptOutcomes(string context, Value? values)
    {
        this.context = context;
        this.values = values is { Kind: ValueKind.Object } some ? some.AsObject() : null;
    }

    /// <summary>Whether one of this id has ended.</summary>
    public bool Has(string id) => values?.TryGet(id, out _) == true;

    /// <summary>How one ended.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public ScriptOutcome this[string id] => values?.TryGet(id, out var value) == true
        ? new($"{context}.{id}", value)
        : throw new KeyNotFoundException($"There is no {context}.{id}. {(values?.Entries.Select(entry => entry.Key).ToList() is { Count: > 0 } ids ? $"There are: {string.Join(", ", ids)}." : $"There are no {context}.")}");
}

/// <summary>How a step or a job ended.</summary>
public sealed class ScriptOutcome
{
    internal ScriptOutcome(string name, Value value)
    {
        Result = new($"{name}.result", ScriptValues.At(value, "result"));
        Outputs = new($"{name}.outputs", ScriptValues.At(value, "outputs"));
        Outcome = ScriptValues.At(value, "outcome")?.ToString() ?? "";
        Conclusion = ScriptValues.At(value, "conclusion")?.ToString() ?? "";
    }

    /// <summary>What the step's action gave: <c>Result.Get&lt;int&gt;("status")</c>, <c>Result["json.token"]</c>. A job has none.</summary>
    public ScriptValues Result { get; }

    /// <summary>Its outputs: <c>Outputs["session"]</c>.</summary>
    public ScriptValues Outputs { get; }

    /// <summary>How it went: <c>success</c>, <c>failure</c>, <c>skipped</c> or <c>cancelled</c>.</summary>
    public string Outcome { get; }

    /// <summary>The same, but <c>success</c> for a failure that the workflow lets pass (<c>continue-on-error</c>).</summary>
    public string Conclusion { get; }
}
