namespace Runner.PluginHost.Manifests;

/// <summary>How plugins and actions may be called.</summary>
static class ActionNames
{
    /// <summary>Whether a text has lower case letters, digits and dashes only, and at least one.</summary>
    public static bool IsName(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-') return false;
        return text.Length > 0;
    }

    /// <summary>Whether an action's name is <c>plugin.verb</c>.</summary>
    public static bool BelongsTo(string action, string plugin) =>
        action.Length > plugin.Length + 1 && action.StartsWith(plugin, StringComparison.Ordinal) && action[plugin.Length] == '.'
        && IsName(action.AsSpan(plugin.Length + 1));
}
