using Runner.Workflows.Text;

namespace Runner.Workflows.Checked;

/// <summary>An expression in a workflow failed while it was evaluated.</summary>
public sealed class TemplateException(SourceLocation location, string message, Exception? inner) : Exception(message, inner)
{
    /// <summary>Where in the workflow.</summary>
    public SourceLocation Location { get; } = location;
}
