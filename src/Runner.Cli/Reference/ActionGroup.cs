using Runner.PluginHost;
using Runner.Workflows.Catalogue;

namespace Runner.Cli.Reference;

/// <summary>Actions that are told of together: a plugin's, or Runner's own.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Title">The name, and the version where there is one.</param>
/// <param name="Summary">What they are for.</param>
/// <param name="Actions">The actions, by name.</param>
sealed record ActionGroup(string Name, string Title, string? Summary, IReadOnlyList<ActionDescriptor> Actions)
{
    /// <summary>Runner's own.</summary>
    public static ActionGroup BuiltIn => new(BuiltInActions.Group, BuiltInActions.Group, BuiltInActions.Summary, BuiltInActions.All);

    /// <summary>A plugin's.</summary>
    public static ActionGroup Of(PluginInfo plugin) => new(plugin.Name, $"{plugin.Name} {plugin.Version}", plugin.Summary, plugin.Actions);

    /// <summary>A client's: those of a project, which are no part of the reference.</summary>
    public static ActionGroup Of(ClientInfo client) => new(client.Name, client.Name, client.Title, client.Actions);

    /// <summary>Every one: Runner's own first.</summary>
    public static IEnumerable<ActionGroup> All(PluginCatalogue catalogue) => catalogue.Plugins.Select(Of).Prepend(BuiltIn);
}
