using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;

namespace Runner.Engine.Steps;

/// <summary>What people call a step: its name, else its id, else its action.</summary>
static class StepName
{
    public static string Of(CheckedStep step, RunScope scope)
    {
        if (step.Name is null) return step.Id ?? step.Action.Name;
        try
        {
            return Coercion.ToText(step.Name.Evaluate(scope));
        }
        catch (Exception)
        {
            // A name may be of what was never made, or cannot be read; its path says enough, and the step is not worse for it.
            return step.Id ?? step.Action.Name;
        }
    }
}
