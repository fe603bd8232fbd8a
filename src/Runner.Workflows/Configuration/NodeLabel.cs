using Runner.Workflows.Diagnostics;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Configuration;

/// <summary>What a node has and a workflow may ask for: <c>dmz</c>, <c>site=paris</c>. Upper and lower case are the same.</summary>
public static class NodeLabel
{
    /// <summary>What labels look like, for the schema.</summary>
    internal const string Pattern = "^[A-Za-z0-9_./:=-]{1,100}$";

    /// <summary>What to write.</summary>
    public const string Help = "a label is made of letters, digits and - _ . / : =";

    const int Longest = 100;

    /// <summary>Whether a text can be a label.</summary>
    public static bool IsRight(string text) => text is { Length: > 0 and <= Longest } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '=');

    internal static IReadOnlyList<string> Read(IReadOnlyList<YamlScalar> labels, DiagnosticBag diagnostics)
    {
        if (labels.Count == 0) return [];
        foreach (var label in labels)
            if (!IsRight(label.Text)) diagnostics.Error(DiagnosticCodes.InvalidValue, label.Location, label.Text.Length == 0 ? "a label is empty" : $"`{ShownText.Shorten(label.Text)}` cannot be a label", Help);
        return [.. labels.Select(label => label.Text).Where(IsRight).Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
