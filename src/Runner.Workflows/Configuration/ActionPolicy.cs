using Runner.Workflows.Text;

namespace Runner.Workflows.Configuration;

/// <summary>The actions that the workflows of a project may not use.</summary>
/// <param name="Denied">What is denied, in the order of the file.</param>
public sealed record ActionPolicy(IReadOnlyList<DeniedActions> Denied)
{
    /// <summary>Why an action may not be used; null when it may.</summary>
    public DeniedActions? DenialOf(string action)
    {
        foreach (var denied in Denied)
            if (denied.Covers(action)) return denied;
        return null;
    }
}

/// <summary>An action that is denied, or all those of a plugin.</summary>
/// <param name="Pattern">An action's name, or <c>plugin.*</c>.</param>
/// <param name="Location">Where <c>runner.yaml</c> says so.</param>
public sealed record DeniedActions(string Pattern, SourceLocation Location)
{
    /// <summary>Whether an action is among them.</summary>
    public bool Covers(string action) => Pattern.EndsWith(".*", StringComparison.Ordinal) ? action.StartsWith(Pattern[..^1], StringComparison.Ordinal) : action == Pattern;
}
