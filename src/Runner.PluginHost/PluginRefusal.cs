namespace Runner.PluginHost;

/// <summary>A plugin that is not used, and why.</summary>
/// <param name="Folder">The full path of the folder.</param>
/// <param name="Plugin">The plugin's name, if it could be read.</param>
/// <param name="Message">One line for people: what is wrong, where, and what to do.</param>
public sealed record PluginRefusal(string Folder, string? Plugin, string Message);
