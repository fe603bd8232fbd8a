using Runner.Workflows.Types;

namespace Runner.Workflows.Catalogue;

/// <summary>All that is known of an action without loading its plugin.</summary>
/// <param name="Name">The full name, such as <c>http.get</c>.</param>
/// <param name="Plugin">The name of the plugin that has it.</param>
/// <param name="Inputs">An object shape: the inputs, in kebab case.</param>
/// <param name="Result">What the action answers.</param>
public sealed record ActionDescriptor(string Name, string Plugin, TypeShape Inputs, TypeShape Result)
{
    /// <summary>What it does, in a sentence.</summary>
    public string? Summary { get; init; }

    /// <summary>Whether running it twice is as good as once.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Whether it only looks and changes nothing, as far as its document says.</summary>
    public bool Safe { get; init; }

    /// <summary>Whether taking long is what it is for, so that <c>defaults.timeout</c> is not meant for it.</summary>
    public bool MayTakeLong { get; init; }

    /// <summary>The expression that judges the result of a step without <c>expect</c>.</summary>
    public string? DefaultExpect { get; init; }

    /// <summary>The expression that says whether the answer is what a document promises; null where none promises anything.</summary>
    public string? Contract { get; init; }

    /// <summary>What it belongs to among the actions of its plugin, such as a tag; null for nothing.</summary>
    public string? Group { get; init; }

    /// <summary>The full name of the type of connection that it opens.</summary>
    public string? Opens { get; init; }

    /// <summary>What to use instead, when its author gave it up; empty when the author does not say. Null for an action that is not deprecated.</summary>
    public string? Deprecated { get; init; }

    /// <summary>Whether it takes any names and answers the object of them: the result's shape is that of what a step gives.</summary>
    public bool ResultIsInputs { get; init; }

    /// <summary>Whether it stands for a workflow that a step calls: the inputs are the workflow's, the result are its outputs.</summary>
    public bool IsWorkflow { get; init; }

    /// <summary>The full name of the type that implements it, in the plugin's assembly.</summary>
    public required string TypeName { get; init; }

    /// <summary>Whether it is Runner's own. The names of plugins' actions have a dot, so no plugin can take the place of one.</summary>
    public bool IsBuiltIn => !Name.Contains('.');
}
