namespace Runner.Workflows.Expressions.Markup;

/// <summary>A text is not the markup that it should be, or a query into it is none; the message says why.</summary>
sealed class MarkupException(string message, Exception? inner = null) : Exception(message, inner);
