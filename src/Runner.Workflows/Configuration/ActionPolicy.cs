using Runner.Workflows.Text;

namespace Runner.Workflows.Configuration;

/// <summary>The actions that the workflows of a project may not use.</summary>
/// <param name="Denied">What is denied, in the order of the file.</param>
public sealed record ActionPolicy(IReadOnlyList<DeniedActions> Denied)
{
    /// <summary>Why an action may not be used; null when it may.</summary>
    /// <param name="action">The action's name.</param>
    /// <param name="plugin">Its plugin, whose name need not be what the action's begins with.</param>
    public DeniedActions? DenialOf(string action, string? plugin = null)
    {
        foreach (var denied in Denied)
            if (denied.Covers(action, plugin)) return denied;
        return null;
    }
}

/// <summary>An action that is denied, or all those of a plugin, or all that begin alike.</summary>
/// <param name="Pattern">An action's name, or <c>plugin.*</c>, or <c>prefix.*</c>.</param>
/// <param name="Location">Where <c>runner.yaml</c> says so.</param>
public sealed record DeniedActions(string Pattern, SourceLocation Location)
{
    /// <summary>Whether an action is among them.</summary>
    /// <param name="action">The action's name.</param>
    /// <param name="plugin">Its plugin.</param>
    public bool Covers(string action, string? plugin = null) => Pattern.EndsWith(".*", StringComparison.Ordinal)
        ? Pattern.AsSpan(0, Pattern.Length - 2).SequenceEqual(plugin) || action.StartsWith(Pattern[..^1], StringComparison.Ordinal)
        : action == Pattern;
}
