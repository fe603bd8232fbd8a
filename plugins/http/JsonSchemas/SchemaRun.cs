using System.Runtime.CompilerServices;
using System.Text;

namespace Runner.Plugins.Http;

/// <summary>What was found wrong: the first violations, and how many there are.</summary>
sealed class SchemaFindings(int most)
{
    internal List<SchemaViolation> Kept { get; } = [];

    internal int Count { get; private set; }

    internal bool IsFull => Kept.Count >= most;

    internal void Add(SchemaViolation? violation)
    {
        Count++;
        if (violation is not null) Kept.Add(violation);
    }
}

/// <summary>One check of a value: where it is in the value and in the schemas, and what it found.</summary>
sealed class SchemaRun(int most, CancellationToken cancel)
{
    /// <summary>How often schemas may lead to others for the same value. Who needs more goes in a circle.</summary>
    const int MostInPlace = 200;

    const int CancelInterval = 256;

    readonly List<string> path = [];
    readonly List<SchemaResource> scopes = [];
    int inPlace;
    int steps;

    internal SchemaFindings Findings { get; private set; } = new(most);

    /// <summary>Where in the value, as a JSON Pointer.</summary>
    string Pointer
    {
        get
        {
            var pointer = new StringBuilder();
            foreach (var token in path) pointer.Append('/').Append(JsonPointers.Escape(token));
            return pointer.ToString();
        }
    }

    /// <summary>The resources that led here, the first entered first.</summary>
    internal IReadOnlyList<SchemaResource> Scopes => scopes;

    /// <summary>Notes a violation at the current place; the problem is described only where it will be read.</summary>
    internal void Report<T>(T about, Func<T, string> describe) => Findings.Add(Findings.IsFull ? null : new(Pointer, describe(about)));

    /// <summary>Checks a part of the value.</summary>
    internal bool CheckPart(SchemaNode node, string token, System.Text.Json.JsonElement part)
    {
        path.Add(token);
        var outside = inPlace;
        inPlace = 0;
        var valid = node.Check(part, this, null);
        inPlace = outside;
        path.RemoveAt(path.Count - 1);
        return valid;
    }

    /// <summary>Checks without telling: what was found is kept apart.</summary>
    internal bool Try(SchemaNode node, System.Text.Json.JsonElement value, EvaluatedParts? evaluated, out SchemaViolation? first)
    {
        var told = Findings;
        Findings = new(1);
        var valid = node.Check(value, this, evaluated);
        first = Findings.Kept is [var violation, ..] ? violation : null;
        Findings = told;
        return valid;
    }

    /// <summary>Goes into a schema, for the value at hand. Every one is left again with <see cref="Leave"/>.</summary>
    internal void Enter(SchemaNode node)
    {
        if (++steps % CancelInterval == 0) cancel.ThrowIfCancellationRequested();
        if (++inPlace > MostInPlace || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw node.Place.Problem("refers to itself without end: no value could be checked against it");
        scopes.Add(node.Place.Resource);
    }

    internal void Leave()
    {
        inPlace--;
        scopes.RemoveAt(scopes.Count - 1);
    }
}
