namespace Runner.Workflows.Expressions.JsonPath;

/// <summary>A selector is not one of RFC 9535, or asks for too much work.</summary>
sealed class JsonPathException(string message) : Exception(message);
