using System.Text.RegularExpressions;
using Runner.Workflows.Catalogue;

namespace Runner.Workflows.Importing;

/// <summary>
/// A workflow to begin with: a step for each of some actions, its required inputs filled with values that fit. What changes something
/// runs only when it is asked for.
/// </summary>
public static class StarterWorkflow
{
    /// <summary>The workflow's text.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="actions">The actions.</param>
    public static string Write(string name, IReadOnlyList<ActionDescriptor> actions)
    {
        var ids = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var workflow = new YamlMap().Add("name", name);
        if (actions.Any(static action => !action.Safe))
            workflow.Add("inputs", new YamlMap { IsBlock = true }.Add("write", new YamlMap().Add("type", "boolean").AddRaw("default", "false").Add("description", "Whether the steps run that change something")));
        workflow.Add("steps", new YamlList([.. actions.Select(Step)]));
        return YamlWriter.Write(workflow);

        YamlPart Step(ActionDescriptor action)
        {
            var step = new YamlMap { IsBlock = true, Comment = action.Summary is { Length: > 0 } summary ? OneLine(summary) : null };
            if (IdOf(action.Name, ids) is { } id) step.Add("id", id);
            step.Add("uses", action.Name);
            if (!action.Safe) step.Add("if", "inputs.write");
            var with = new YamlMap();
            foreach (var field in action.Inputs.Fields.Where(static field => field.Required)) with.Add(field.Name, Placeholder.Of(field));
            if (with.Entries.Count > 0) step.Add("with", with);
            return step;
        }
    }

    /// <summary>A text as it stands in YAML.</summary>
    public static string Quoted(string text) => YamlScalar.OneLine(text, inFlow: false);

    // A comment ends with its line, whatever some reader takes for the end of one.
    static string OneLine(string text) => string.Concat(text.Select(static letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\ufeff' || char.IsSurrogate(letter) ? ' ' : letter)).Trim();

    static string? IdOf(string action, HashSet<string> taken)
    {
        var id = Regex.Replace(action[(action.IndexOf('.') + 1)..], "[^A-Za-z0-9_-]", "-").TrimStart('-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return id.Length > 0 && taken.Add(id) ? id : null;
    }
}
