namespace Runner.Workflows.Types;

/// <summary>A value does not fit where it is wanted.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="help">What would be right, when the message does not say it.</param>
public sealed class ShapeException(string message, string? help) : Exception(message)
{
    /// <summary>What would be right.</summary>
    public string? Help { get; } = help;
}
