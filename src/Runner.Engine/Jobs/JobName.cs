using Runner.Engine.Scopes;
using Runner.Workflows.Checked;
using Runner.Workflows.Expressions;

namespace Runner.Engine.Jobs;

/// <summary>What people call a job: its name, else its id.</summary>
static class JobName
{
    public static string Of(CheckedJob job, RunScope scope)
    {
        if (job.Name is null) return job.Id;
        try
        {
            return Coercion.ToText(job.Name.Evaluate(scope));
        }
        catch (TemplateException)
        {
            // The name of each item may be made of the item; the job as a whole has none.
            return job.Id;
        }
    }
}
