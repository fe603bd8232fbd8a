using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;

namespace Runner.Engine.Scopes;

/// <summary>What people call a job or a step.</summary>
static class DisplayName
{
    /// <summary>A step's: its name, else its id, else its action.</summary>
    public static string Of(CheckedStep step, RunScope scope) => Of(step.Name, step.Id ?? step.Action.Name, scope);

    /// <summary>A job's: its name, else its id.</summary>
    public static string Of(CheckedJob job, RunScope scope) => Of(job.Name, job.Id, scope);

    static string Of(InputTemplate? name, string otherwise, RunScope scope)
    {
        if (name is null) return otherwise;
        try
        {
            return Coercion.ToText(name.Evaluate(scope));
        }
        catch (Exception)
        {
            // A name may be of what was never made, cannot be read, or belongs to each item and not to the whole; its path says
            // enough, and it is not worse for it.
            return otherwise;
        }
    }
}
