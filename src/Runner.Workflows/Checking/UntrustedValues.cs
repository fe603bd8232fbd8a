using Runner.Workflows.Catalogue;
using Runner.Workflows.Checked;

namespace Runner.Workflows.Checking;

/// <summary>
/// Finds what came from outside in what a template makes: the results of steps, and outputs made of them. The workflow's
/// inputs, variables and secrets are the operator's own words, and so are values that <c>set</c> made of those.
/// </summary>
sealed class UntrustedValues
{
    readonly Dictionary<string, Step> steps = new(StringComparer.OrdinalIgnoreCase);
    readonly List<Step> inOrder = [];
    int resolved;

    /// <summary>Keeps what a step gives to those after it. It is looked into when a command is made of it, and nearly none is.</summary>
    /// <param name="id">The step's id.</param>
    /// <param name="action">What it does; null when that is unknown.</param>
    /// <param name="with">What it is given.</param>
    /// <param name="outputs">What it gives.</param>
    /// <param name="before">What its inputs may name.</param>
    /// <param name="after">What its outputs may name.</param>
    public void Add(string id, ActionDescriptor? action, MapTemplate? with, IReadOnlyList<CheckedOutput> outputs, ScopeShape before, ScopeShape after)
    {
        // A called workflow's outputs are the step's where it declares none, and nobody knows what they are made of.
        var givesResult = outputs.Count == 0 && action is { IsWorkflow: true };
        var step = new Step(action is { ResultIsInputs: true } ? with : null, givesResult ? null : outputs, before, after);
        if (steps.TryAdd(id, step)) inOrder.Add(step);
    }

    /// <summary>The reference to what came from outside, as it is written; null when there is none.</summary>
    public string? Find(InputTemplate template, ScopeShape scope)
    {
        // From the first on, so that each finds those before it resolved: a long chain of steps is no deep recursion.
        for (; resolved < inOrder.Count; resolved++) Resolve(inOrder[resolved]);
        return Find(template, scope, null);
    }

    void Resolve(Step step)
    {
        if (step.Values is { } values) step.Result = Untrusted(values.Entries, step.Before, null);
        step.Outputs = step.Declared is null ? null : Untrusted([.. step.Declared.Select(output => new NamedTemplate(output.Name, output.Value))], step.After, step.Result);
    }

    /// <param name="template">What is made.</param>
    /// <param name="scope">What it may name.</param>
    /// <param name="own">The untrusted fields of <c>result</c>; null when all of it is.</param>
    string? Find(InputTemplate template, ScopeShape scope, HashSet<string>? own) => new ValueFlow(scope, path => scope.Untrusted.Contains(path[0]!, StringComparer.OrdinalIgnoreCase) || IsUntrusted(path, own)).Find(template);

    HashSet<string> Untrusted(IReadOnlyList<NamedTemplate> values, ScopeShape scope, HashSet<string>? own) =>
        values.Where(value => Find(value.Value, scope, own) is not null).Select(value => value.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

    bool IsUntrusted(IReadOnlyList<string?> path, HashSet<string>? own) => path[0]!.ToLowerInvariant() switch
    {
        "result" => Among(own, path, 1),
        "steps" => IsOfStep(path),
        "needs" => path.Count < 3 || path[2] is null || Is(path[2], "outputs"),
        _ => false,
    };

    bool IsOfStep(IReadOnlyList<string?> path)
    {
        if (path.Count > 2 && (Is(path[2], "outcome") || Is(path[2], "conclusion"))) return false;
        if (path.Count < 3 || path[1] is not { } id || path[2] is null || !steps.TryGetValue(id, out var step)) return true;
        return Among(Is(path[2], "outputs") ? step.Outputs : step.Result, path, 3);
    }

    /// <summary>Whether the name at a place of the path is an untrusted one; a computed name, or none, may be any of them.</summary>
    static bool Among(HashSet<string>? untrusted, IReadOnlyList<string?> path, int place) =>
        untrusted is null || (place < path.Count && path[place] is { } name ? untrusted.Contains(name) : untrusted.Count > 0);

    static bool Is(string? name, string wanted) => string.Equals(name, wanted, StringComparison.OrdinalIgnoreCase);

    /// <param name="Values">What <c>set</c> is given; null for any other action.</param>
    /// <param name="Declared">Its outputs; null when they are its result.</param>
    /// <param name="Before">What its inputs may name.</param>
    /// <param name="After">What its outputs may name.</param>
    sealed record Step(MapTemplate? Values, IReadOnlyList<CheckedOutput>? Declared, ScopeShape Before, ScopeShape After)
    {
        /// <summary>The untrusted fields of the result; null when all of it is.</summary>
        public HashSet<string>? Result { get; set; }

        /// <summary>The untrusted outputs; null when all of them are.</summary>
        public HashSet<string>? Outputs { get; set; } = [];
    }
}
