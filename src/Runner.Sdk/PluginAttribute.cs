namespace Runner.Sdk;

/// <summary>Marks an assembly as a Runner plugin. A folder with exactly one such assembly is a plugin.</summary>
/// <param name="name">
/// The plugin's name: the part before the dot in its actions' names (<c>http</c> in <c>http.get</c>), unless
/// <see cref="Prefixes"/> says otherwise.
/// </param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PluginAttribute(string name) : Attribute
{
    /// <summary>The version of this contract, which a plugin repeats in <see cref="ApiVersion"/>.</summary>
    public const int CurrentApiVersion = 1;

    /// <summary>The plugin's name: lower case letters, digits and dashes.</summary>
    public string Name { get; } = name;

    /// <summary>The contract version that the plugin was written for. Runner refuses a plugin whose version it does not speak.</summary>
    public int ApiVersion { get; init; }

    /// <summary>What the plugin is for, in a few words.</summary>
    public string? Summary { get; init; }

    /// <summary>
    /// The parts before the dot that its actions' names may have, for a plugin that offers several protocols: lower case
    /// letters, digits and dashes. They take the place of the name, and belong to one plugin only: of two whose actions share
    /// one, the first that Runner finds is used. Null or empty stands for the name alone.
    /// </summary>
    public string[]? Prefixes { get; init; }

    /// <summary>A type that implements <see cref="IWarmUp"/>, for plugins whose first action is slow to start.</summary>
    public Type? WarmUp { get; init; }
}
