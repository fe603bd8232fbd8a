using Runner.Engine.Binding;
using Runner.Workflows.Checked;
using Runner.Workflows.Types;
using Runner.Workflows.Values;

namespace Runner.Engine.Scopes;

/// <summary>Limits and numbers of jobs and steps, their expressions evaluated.</summary>
static class Settings
{
    static readonly TypeShape Duration = new(ShapeKind.Duration);
    static readonly TypeShape Integer = new(ShapeKind.Integer);

    /// <summary>A duration; null when there is none.</summary>
    /// <exception cref="BindingException">It is no duration, or longer than timers can be.</exception>
    public static TimeSpan? DurationOf(InputTemplate? template, string path, RunScope scope)
    {
        if (template is null) return null;
        if (!DurationText.TryParse(Fit(template, Duration, path, scope).AsString(), out var duration)) return null;
        return duration <= RunRequest.LongestTimeout ? duration : throw new BindingException($"`{path}` cannot be longer than {DurationText.Format(RunRequest.LongestTimeout)}", null);
    }

    /// <summary>A whole number from 1.</summary>
    /// <exception cref="BindingException">It is something else.</exception>
    public static int CountOf(InputTemplate template, string path, int most, RunScope scope, string? help = null)
    {
        var count = Fit(template, Integer, path, scope).AsNumber();
        return count >= 1 && count <= most ? (int)count : throw new BindingException($"`{path}` must be from 1 to {most}, and this is {count:R}", help);
    }

    static Value Fit(InputTemplate template, TypeShape shape, string path, RunScope scope)
    {
        try
        {
            return ShapeConverter.Convert(template.Evaluate(scope), shape, path);
        }
        catch (ShapeException e)
        {
            throw new BindingException(e.Message, e.Help, e);
        }
    }
}
