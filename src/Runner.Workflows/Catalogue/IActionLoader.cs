namespace Runner.Workflows.Catalogue;

/// <summary>Brings an action's code into the process.</summary>
public interface IActionLoader
{
    /// <summary>Loads the action's plugin if that has not happened yet. Thread-safe; a second call costs a lookup.</summary>
    /// <exception cref="PluginLoadException">The plugin cannot be loaded; the message says why and what to do.</exception>
    LoadedAction Load(ActionDescriptor action);
}
