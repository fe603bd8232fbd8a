using Runner.Workflows.Values;

namespace Runner.Reporting;

/// <summary>The outputs of a workflow, each as its name and its value in a line.</summary>
static class OutputLines
{
    internal static IEnumerable<(string Name, string Text)> Of(Value outputs)
    {
        if (outputs.Kind != ValueKind.Object) yield break;
        foreach (var (name, value) in outputs.AsObject().Entries) yield return (name, TextOf(value));
    }

    static string TextOf(Value value)
    {
        var text = value.Kind is ValueKind.Array or ValueKind.Object ? ValueJson.Write(value) : value.IsNull ? "null" : value.ToString();
        return text.Length <= Excerpt.MaxChars ? text : text[..Excerpt.MaxChars] + " [" + Amounts.Number(text.Length - Excerpt.MaxChars) + " characters more]";
    }
}
