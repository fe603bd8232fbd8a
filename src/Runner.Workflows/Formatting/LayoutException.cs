namespace Runner.Workflows.Formatting;

/// <summary>The file is written in a way that the formatter does not follow; it must be left as it is.</summary>
sealed class LayoutException(string message) : Exception(message);
