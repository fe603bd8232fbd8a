using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>A logical expression of a filter (section 2.3.5).</summary>
abstract class Condition
{
    /// <summary>Whether it holds for a child, the <c>@</c>.</summary>
    public abstract bool IsTrue(Value current, Visit visit);
}

/// <summary><c>a || b</c></summary>
sealed class OrCondition(List<Condition> operands) : Condition
{
    public override bool IsTrue(Value current, Visit visit)
    {
        foreach (var operand in operands)
        {
            if (operand.IsTrue(current, visit)) return true;
        }

        return false;
    }
}

/// <summary><c>a &amp;&amp; b</c></summary>
sealed class AndCondition(List<Condition> operands) : Condition
{
    public override bool IsTrue(Value current, Visit visit)
    {
        foreach (var operand in operands)
        {
            if (!operand.IsTrue(current, visit)) return false;
        }

        return true;
    }
}

/// <summary><c>!a</c></summary>
sealed class NotCondition(Condition operand) : Condition
{
    public override bool IsTrue(Value current, Visit visit) => !operand.IsTrue(current, visit);
}

/// <summary>Whether a query selects anything.</summary>
sealed class ExistsCondition(QueryOperand query) : Condition
{
    public override bool IsTrue(Value current, Visit visit) => query.Select(current, visit).Count > 0;
}

/// <summary>A function that answers yes or no.</summary>
sealed class FunctionCondition(FunctionOperand function) : Condition
{
    public override bool IsTrue(Value current, Visit visit) => function.Test(current, visit);
}

/// <summary>The operators of a comparison.</summary>
enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// <summary><c>a == b</c></summary>
sealed class ComparisonCondition(Operand left, Comparison comparison, Operand right) : Condition
{
    public override bool IsTrue(Value current, Visit visit)
    {
        var (a, b) = (left.Evaluate(current, visit), right.Evaluate(current, visit));
        return comparison switch
        {
            Comparison.Equal => Comparing.AreEqual(a, b),
            Comparison.NotEqual => !Comparing.AreEqual(a, b),
            Comparison.Less => Comparing.IsLess(a, b),
            Comparison.LessOrEqual => Comparing.IsLess(a, b) || Comparing.AreEqual(a, b),
            Comparison.Greater => Comparing.IsLess(b, a),
            _ => Comparing.IsLess(b, a) || Comparing.AreEqual(a, b),
        };
    }
}
