namespace Runner.Sdk;

/// <summary>A document from which actions are made cannot be used.</summary>
/// <param name="message">What is wrong, and where: <c>petstore.yaml:3:5: ...</c>. One line.</param>
/// <param name="inner">What told of it.</param>
public sealed class ActionSourceException(string message, Exception? inner = null) : Exception(message, inner);
