namespace Runner.Workflows.Diagnostics;

/// <summary>The help for a name that does not exist where it stands.</summary>
static class NameHelp
{
    /// <summary>More names than this help nobody, and make a long file of mistakes slow to report.</summary>
    const int MaxListed = 20;

    /// <summary>The name that was probably meant, or all that there are.</summary>
    /// <param name="written">What stands there.</param>
    /// <param name="names">What could stand there.</param>
    /// <param name="opening">How the list of names starts.</param>
    public static string For(string written, IReadOnlyCollection<string> names, string opening = "it may have") =>
        Near(written, names)
        ?? (written == "<<" ? "`<<` merges mappings in YAML 1.1; here a whole mapping is reused with `*name`" : $"{opening}: {List(names)}");

    /// <summary>The name that was probably meant; null when none is near.</summary>
    public static string? Near(string written, IEnumerable<string> names) =>
        DidYouMean.Suggest(written, names) is { } near ? $"did you mean `{near}`?" : null;

    /// <summary>The names in a row, the first of them when there are many.</summary>
    public static string List(IReadOnlyCollection<string> names) =>
        names.Count <= MaxListed ? string.Join(", ", names) : $"{string.Join(", ", names.Take(MaxListed))} and {names.Count - MaxListed} more";
}
