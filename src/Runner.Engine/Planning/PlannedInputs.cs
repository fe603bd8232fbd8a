using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Values;

namespace Runner.Engine.Planning;

/// <summary>The inputs of a called workflow, each as far as it is known.</summary>
sealed class PlannedInputs(CheckedWorkflow workflow, MapTemplate with, RunScope scope) : IValueObject
{
    public bool TryGet(string name, out Value value)
    {
        value = default;
        if (workflow.Inputs.FirstOrDefault(input => string.Equals(input.Name, name, StringComparison.OrdinalIgnoreCase)) is not { } input) return false;
        value = with.Entries.FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase)) is { } given ? Evaluate(given.Value) : input.Default;
        return true;
    }

    public IEnumerable<KeyValuePair<string, Value>> Entries => workflow.Inputs.Select(input => KeyValuePair.Create(input.Name, TryGet(input.Name, out var value) ? value : default));

    Value Evaluate(InputTemplate template)
    {
        try
        {
            return template.Evaluate(scope);
        }
        catch (Exception e) when (Resolution.IsUnknown(e))
        {
            throw new UnknownUntilRunException();
        }
    }
}

/// <summary>The secrets of a called workflow: there is nothing to show of them.</summary>
sealed class PlannedSecrets : IValueObject
{
    public bool TryGet(string name, out Value value)
    {
        value = Value.From(Secrets.SecretMasker.Mask);
        return true;
    }

    public IEnumerable<KeyValuePair<string, Value>> Entries => [];
}
