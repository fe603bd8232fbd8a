namespace Runner.Sdk;

/// <summary>Names an action. It goes on a public record that implements <see cref="IAction{TResult}"/>.</summary>
/// <param name="name">The action's full name, <c>plugin.verb</c> or <c>prefix.verb</c> (see <see cref="PluginAttribute.Prefixes"/>): lower case letters, digits and dashes.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ActionAttribute(string name) : Attribute
{
    /// <summary>The action's full name, such as <c>http.get</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Whether running the action twice is as good as once. Only idempotent actions inherit <c>defaults.retry</c>.</summary>
    public bool Idempotent { get; init; }

    /// <summary>
    /// The expression that judges the result when a step has no <c>expect</c> of its own, such as
    /// <c>result.status &lt; 400</c>. Without one, a step that does not throw succeeds.
    /// </summary>
    public string? DefaultExpect { get; init; }

    /// <summary>The type of connection that the action opens through <see cref="ActionContext.Open"/>, if it opens one.</summary>
    public Type? Opens { get; init; }
}
