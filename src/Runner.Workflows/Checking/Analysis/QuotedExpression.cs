using Runner.Workflows.Expressions;

namespace Runner.Workflows.Checking.Analysis;

/// <summary>Texts that were probably meant as expressions, and got quotes.</summary>
static class QuotedExpression
{
    /// <summary>The advice to drop the quotes; null when the text is no expression, or could as well be a text.</summary>
    public static string? Help(string text)
    {
        try
        {
            return Expression.Parse(text, FunctionRegistry.Default).Root is LiteralNode or NameNode ? null : $"without its quotes it is an expression: {text}";
        }
        catch (ExpressionSyntaxException)
        {
            return null;
        }
    }
}
