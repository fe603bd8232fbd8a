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

    /// <summary>Whether a text can be the name of a client's action, which is its document's: letters, digits, dashes, underscores and dots, the first of them a letter or digit.</summary>
    public static bool IsClientName(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_' or '.')) return false;
        return text.Length > 0 && char.IsAsciiLetterOrDigit(text[0]) && text[^1] != '.' && !text.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) && !text.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether an action's name is <c>prefix.verb</c>.</summary>
    public static bool BelongsTo(string action, string prefix) =>
        HasPrefix(action, prefix) && IsName(action.AsSpan(prefix.Length + 1));

    /// <summary>Whether an action's name begins with the prefix and a dot.</summary>
    public static bool HasPrefix(string action, ReadOnlySpan<char> prefix) =>
        action.Length > prefix.Length && action[prefix.Length] == '.' && action.AsSpan(0, prefix.Length).SequenceEqual(prefix);
}
