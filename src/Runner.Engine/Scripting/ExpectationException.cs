namespace Runner.Engine.Scripting;

/// <summary>An expectation does not hold.</summary>
/// <param name="expression">The expectation as it is written.</param>
/// <param name="saw">What its parts were.</param>
/// <param name="location">Where it stands, as <c>file:line:column</c>; null where that is not known.</param>
public sealed class ExpectationException(string expression, string saw, string? location = null) : Exception($"{expression} failed: {saw}")
{
    /// <summary>The expectation as it is written.</summary>
    public string Expression { get; } = expression;

    /// <summary>What its parts were.</summary>
    public string Saw { get; } = saw;

    /// <summary>Where it stands, as <c>file:line:column</c>; null where that is not known.</summary>
    public string? Location { get; } = location;

    /// <summary>What the action answered, when it is the action's own expectation; null otherwise.</summary>
    public object? Result { get; init; }
}
