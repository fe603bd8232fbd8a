namespace Runner.Engine.Events;

/// <summary>How an expectation was judged.</summary>
/// <param name="Expression">The expression as written.</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="Saw">What its parts were, when it did not hold: <c>`result.status` was 503</c>.</param>
/// <param name="Location">Where it stands, as <c>file:line:column</c>.</param>
public sealed record ExpectationResult(string Expression, bool Passed, string? Saw, string Location);
