using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>What an expression can see while it is evaluated.</summary>
public interface IExpressionScope
{
    /// <summary>The value of a context such as <c>inputs</c>, without regard to case.</summary>
    bool TryGetValue(string name, out Value value);

    /// <summary>What functions may know of the world.</summary>
    EvaluationEnvironment Environment { get; }
}
