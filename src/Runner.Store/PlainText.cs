namespace Runner.Store;

/// <summary>
/// Texts for columns. PostgreSQL takes no NUL and no half of a surrogate pair, and one such text would refuse the commit that all runs share.
/// </summary>
static class PlainText
{
    const int Longest = 4000;

    public static string? Of(string? text)
    {
        if (text is null) return null;
        if (text.Length > Longest) text = string.Concat(text.AsSpan(0, Longest - 1), "…");
        return IsPlain(text) ? text : string.Concat(text.EnumerateRunes().Select(rune => rune.Value == 0 ? "\uFFFD" : rune.ToString()));
    }

    static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c == '\0' || char.IsSurrogate(c)) return false;
        }

        return true;
    }
}
