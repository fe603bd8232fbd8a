using Runner.Workflows.Text;
using Runner.Workflows.Values;

namespace Runner.Workflows.Expressions;

/// <summary>A part of an expression and what it was.</summary>
/// <param name="Text">The part as it is written: <c>result.status</c>.</param>
/// <param name="Span">Where it stands in the expression, from 0.</param>
/// <param name="Value">What it evaluated to.</param>
public sealed record SeenValue(string Text, TextSpan Span, Value Value);
