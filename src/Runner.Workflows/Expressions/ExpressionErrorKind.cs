namespace Runner.Workflows.Expressions;

/// <summary>At which stage the text of an expression turned out to be wrong.</summary>
public enum ExpressionErrorKind
{
    /// <summary>The text cannot be cut into symbols.</summary>
    Lexing,

    /// <summary>The symbols do not make an expression, or name something unknown.</summary>
    Parsing,
}
