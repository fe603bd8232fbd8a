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

    /// <summary>Whether taking long is what it is for, so that <c>defaults.timeout</c> is not meant for it.</summary>
    public bool MayTakeLong { get; init; }

    /// <summary>The expression that judges the result of a step without <c>expect</c>.</summary>
    public string? DefaultExpect { get; init; }

    /// <summary>The full name of the type of connection that it opens.</summary>
    public string? Opens { get; init; }

    /// <summary>The full name of the type that implements it, in the plugin's assembly.</summary>
    public required string TypeName { get; init; }
}
