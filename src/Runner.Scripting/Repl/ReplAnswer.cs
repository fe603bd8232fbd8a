using Runner.Engine.Events;
using Runner.Scripting.Compiling;

namespace Runner.Scripting.Repl;

/// <summary>What came of a piece of code.</summary>
public sealed record ReplAnswer
{
    /// <summary>Its value as JSON; null when it has none.</summary>
    public string? Value { get; init; }

    /// <summary>Why it did not compile; empty when it did.</summary>
    public IReadOnlyList<ScriptDiagnostic> Diagnostics { get; init; } = [];

    /// <summary>Why it failed; null when it did not.</summary>
    public ErrorInfo? Error { get; init; }
}
