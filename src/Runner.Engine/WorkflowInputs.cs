using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Types;
using Runner.Workflows.Values;
using Runner.Workflows.Yaml;

namespace Runner.Engine;

/// <summary>Fits what a run is started with to what the workflow declares.</summary>
public static class WorkflowInputs
{
    /// <summary>Every declared input with its value, defaults filled in.</summary>
    /// <param name="workflow">What will run.</param>
    /// <param name="given">What was given, by name.</param>
    /// <exception cref="WorkflowInputException">Inputs are unknown, missing or of the wrong type; the message has a line for each.</exception>
    public static IValueObject Resolve(CheckedWorkflow workflow, IReadOnlyDictionary<string, GivenInput> given)
    {
        var problems = new List<string>();
        var resolved = new ValueObject();
        foreach (var (name, unknown) in given)
        {
            if (workflow.Inputs.Any(input => Is(input, name))) continue;
            problems.Add($"there is no input `{name}`{From(unknown)}; " + (DidYouMean.Suggest(name, workflow.Inputs.Select(input => input.Name)) is { } near ? $"did you mean `{near}`?"
                : workflow.Inputs.Count > 0 ? $"there are: {string.Join(", ", workflow.Inputs.Select(input => input.Name))}" : "this workflow has none"));
        }

        foreach (var input in workflow.Inputs)
        {
            // Nothing in the place of what may be left out is the same as leaving it out.
            if (Find(given, input) is not { } value || value.Value.IsNull && !input.Required)
            {
                if (input.Required) problems.Add($"the input `{input.Name}` is required" + (input.Description is { } description ? $": {description}" : ""));
                resolved[input.Name] = input.Default;
                continue;
            }

            try
            {
                resolved[input.Name] = ShapeConverter.Convert(Structured(value, input.Type), input.Type, input.Name);
            }
            catch (ShapeException e)
            {
                problems.Add($"{e.Message}{From(value)}{(e.Help is null ? "" : $"; {e.Help}")}");
            }
        }

        return problems.Count == 0 ? resolved : throw new WorkflowInputException(problems);
    }

    /// <summary>What is meant: a text is what stands there, and a list or a mapping is written on a command line as YAML writes it in one line: <c>[80, 443]</c>.</summary>
    static Value Structured(GivenInput given, TypeShape type) =>
        given.IsText && type.Kind is ShapeKind.List or ShapeKind.Map or ShapeKind.Object && given.Value.AsString().TrimStart() is ['[' or '{', ..] && YamlData.TryRead(given.Value.AsString(), out var value)
            ? value
            : type.Kind == ShapeKind.String && given.Written is { } text && !given.Value.IsNull ? Value.From(text)
            : given.Value;

    static GivenInput? Find(IReadOnlyDictionary<string, GivenInput> given, WorkflowInput input)
    {
        foreach (var (name, value) in given)
        {
            if (Is(input, name)) return value;
        }

        return null;
    }

    static string From(GivenInput given) => given.Origin is { } origin ? $" ({origin})" : "";

    static bool Is(WorkflowInput input, string name) => string.Equals(input.Name, name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A value for an input.</summary>
/// <param name="Value">The value.</param>
public sealed record GivenInput(Value Value)
{
    /// <summary>Where it comes from, for messages; null where that is plain.</summary>
    public string? Origin { get; init; }

    /// <summary>The value as it stood in a file; null elsewhere.</summary>
    public string? Written { get; init; }

    /// <summary>Whether it was written as text, and may stand for something else.</summary>
    public bool IsText { get; init; }
}

/// <summary>What a run was started with does not fit the workflow.</summary>
public sealed class WorkflowInputException(IReadOnlyList<string> problems) : Exception(string.Join("\n", problems))
{
    /// <summary>What is wrong, a line each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
