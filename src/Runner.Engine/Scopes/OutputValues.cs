using Runner.Engine.Secrets;
using Runner.Workflows.Checked;
using Runner.Workflows.Values;

namespace Runner.Engine.Scopes;

/// <summary>The declared outputs of steps, jobs and workflows.</summary>
static class OutputValues
{
    /// <summary>Makes the outputs; null when none are declared.</summary>
    /// <param name="outputs">What is declared.</param>
    /// <param name="scope">What they are made of.</param>
    /// <param name="masker">Takes those that are secret.</param>
    /// <param name="afterFailure">Whether what cannot be made is null: what it is made of may never have been.</param>
    /// <exception cref="TemplateException">An expression failed.</exception>
    public static Value Of(IReadOnlyList<CheckedOutput> outputs, RunScope scope, SecretMasker masker, bool afterFailure = false)
    {
        if (outputs.Count == 0) return Value.Null;
        var values = new ValueObject();
        foreach (var output in outputs)
        {
            var value = Value.Null;
            try
            {
                value = output.Value.Evaluate(scope);
            }
            catch (TemplateException) when (afterFailure)
            {
                // The failure before it is what people have to know of.
            }

            if (output.Secret) masker.Add(value);
            values[output.Name] = value;
        }

        return Value.From(values);
    }
}
