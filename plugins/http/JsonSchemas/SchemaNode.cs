using System.Text.Json;

namespace Runner.Plugins.Http;

/// <summary>A schema made ready: its keywords in the order in which they are checked.</summary>
sealed class SchemaNode(SchemaPlace place)
{
    SchemaKeyword[] keywords = [];
    bool notes;

    internal SchemaPlace Place { get; } = place;

    /// <summary>Whether it is the schema <c>false</c>, which nothing conforms to.</summary>
    internal bool IsNever => Place.Element.ValueKind == JsonValueKind.False;

    /// <summary>Gives it its keywords. Schemas may refer to each other, so that it exists before they do.</summary>
    internal void Fill(SchemaKeyword[] own)
    {
        keywords = own;
        notes = Array.Exists(own, static keyword => keyword.NeedsEvaluated);
    }

    /// <param name="value">What is checked.</param>
    /// <param name="run">The check.</param>
    /// <param name="evaluated">Gets the parts that were evaluated, when the value conforms; null when nobody asks.</param>
    internal bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        if (IsNever)
        {
            run.Report(0, static _ => "must not be there");
            return false;
        }

        if (keywords.Length == 0) return true;
        run.Enter(this);
        var own = notes || evaluated is not null ? new EvaluatedParts() : null;
        var valid = true;
        foreach (var keyword in keywords) valid &= keyword.Check(value, run, own);
        run.Leave();
        if (valid && own is not null) evaluated?.Add(own);
        return valid;
    }
}

/// <summary>What one keyword of a schema, or a few that belong together, ask of a value.</summary>
abstract class SchemaKeyword
{
    /// <summary>Whether it needs to know what the keywords before it evaluated.</summary>
    internal virtual bool NeedsEvaluated => false;

    /// <summary>Whether the value is as asked; what is wrong is reported.</summary>
    internal abstract bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated);
}

/// <summary>A keyword on the value itself, not on its parts.</summary>
abstract class AssertionKeyword : SchemaKeyword
{
    internal sealed override bool Check(in JsonElement value, SchemaRun run, EvaluatedParts? evaluated)
    {
        if (Holds(value)) return true;
        run.Report((this, value), static about => about.Item1.Describe(about.value));
        return false;
    }

    /// <summary>Whether it holds; a value of a kind that it is not about always does.</summary>
    protected abstract bool Holds(in JsonElement value);

    /// <summary>What the value must be, and is.</summary>
    protected abstract string Describe(JsonElement value);
}
