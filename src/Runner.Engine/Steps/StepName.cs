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
        catch (TemplateException)
        {
            // A step that is skipped may name what was never made; its path says enough.
            return step.Id ?? step.Action.Name;
        }
    }
}
