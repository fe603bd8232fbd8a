namespace Runner.Workflows.Inventories.Building;

/// <summary>What one source says about a host or a group: how to log in, and variables. What is said later replaces what was said before.</summary>
sealed class VariableLayer
{
    /// <summary>By the names of <see cref="LoginSettings"/>.</summary>
    public Dictionary<string, SettingValue> Settings { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, object?> Variables { get; } = new(StringComparer.Ordinal);

    public void Add(VariableLayer later)
    {
        foreach (var (name, value) in later.Settings) Settings[name] = value;
        foreach (var (name, value) in later.Variables) Variables[name] = value;
    }
}

/// <summary>A setting of the connection.</summary>
/// <param name="Text">The value; empty when it is missing.</param>
/// <param name="Missing">Why there is no value, as the end of a sentence that begins with its name; null when there is one.</param>
readonly record struct SettingValue(string Text, string? Missing = null);
