using Runner.Workflows.Checked;
using Runner.Workflows.Diagnostics;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine;

/// <summary>Fits what a run is started with to what the workflow declares.</summary>
public static class WorkflowInputs
{
    /// <summary>Every declared input with its value, defaults filled in.</summary>
    /// <param name="workflow">What will run.</param>
    /// <param name="given">What was given, by name.</param>
    /// <exception cref="WorkflowInputException">Inputs are unknown, missing or of the wrong type; the message has a line for each.</exception>
    public static IValueObject Resolve(CheckedWorkflow workflow, IReadOnlyDictionary<string, Value> given)
    {
        var problems = new List<string>();
        var resolved = new ValueObject();
        foreach (var name in given.Keys.Where(name => !workflow.Inputs.Any(input => Is(input, name))))
        {
            problems.Add($"there is no input `{name}`; " + (DidYouMean.Suggest(name, workflow.Inputs.Select(input => input.Name)) is { } near ? $"did you mean `{near}`?"
                : workflow.Inputs.Count > 0 ? $"there are: {string.Join(", ", workflow.Inputs.Select(input => input.Name))}" : "this workflow has none"));
        }

        foreach (var input in workflow.Inputs)
        {
            if (given.FirstOrDefault(pair => Is(input, pair.Key)) is not { Key: not null } pair)
            {
                if (input.Required) problems.Add($"the input `{input.Name}` is required" + (input.Description is { } description ? $": {description}" : ""));
                resolved[input.Name] = input.Default;
                continue;
            }

            try
            {
                resolved[input.Name] = ShapeConverter.Convert(pair.Value, input.Type, input.Name);
            }
            catch (ShapeException e)
            {
                problems.Add(e.Help is null ? e.Message : $"{e.Message}; {e.Help}");
            }
        }

        return problems.Count == 0 ? resolved : throw new WorkflowInputException(problems);
    }

    static bool Is(WorkflowInput input, string name) => string.Equals(input.Name, name, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What a run was started with does not fit the workflow.</summary>
public sealed class WorkflowInputException(IReadOnlyList<string> problems) : Exception(string.Join("\n", problems))
{
    /// <summary>What is wrong, a line each.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}
