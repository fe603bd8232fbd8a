using System.ComponentModel;

namespace Runner.Engine.Scripting;

/// <summary>What a script gave.</summary>
/// <param name="Value">The value of its last expression; null when it ends with a statement.</param>
/// <param name="Outputs">What it gave names to, by <c>Output(name, value)</c>.</param>
public sealed record ScriptResult(
    [property: Description("The value of the script's last expression; null when it ends with a statement")] object? Value,
    [property: Description("What the script named with Output(name, value)")] IReadOnlyDictionary<string, object?> Outputs);
