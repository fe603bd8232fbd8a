using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>Something in a filter that is compared, tested or given to a function.</summary>
abstract class Operand
{
    /// <summary>Whether it stands for a value, or for none: a literal, a query for at most one value, a function of ValueType.</summary>
    public abstract bool IsValue { get; }

    /// <summary>The value; null is the RFC's Nothing.</summary>
    public abstract Value? Evaluate(Value current, Visit visit);
}

/// <summary>A literal.</summary>
sealed class LiteralOperand(Value value) : Operand
{
    public override bool IsValue => true;

    public override Value? Evaluate(Value current, Visit visit) => value;
}

/// <summary>A query from the child (<c>@</c>) or from the document (<c>$</c>).</summary>
sealed class QueryOperand(bool isRelative, Segment[] segments) : Operand
{
    public override bool IsValue => Array.TrueForAll(segments, segment => segment.IsSingular);

    public List<Value> Select(Value current, Visit visit) => Segment.SelectAll(segments, isRelative ? current : visit.Root, visit);

    public override Value? Evaluate(Value current, Visit visit) => Select(current, visit) is [var only] ? only : null;
}
