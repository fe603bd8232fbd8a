namespace Runner.Workflows.Catalogue;

/// <summary>A plugin cannot be used. The message is one line for people: which plugin, why, and what to do.</summary>
public sealed class PluginLoadException(string message, Exception? inner = null) : Exception(message, inner);
