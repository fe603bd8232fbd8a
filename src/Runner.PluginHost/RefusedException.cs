namespace Runner.PluginHost;

/// <summary>A plugin cannot be used. The message is the one line that its refusal shows.</summary>
/// <param name="message">What is wrong, where, and what to do.</param>
/// <param name="plugin">The plugin's name, where it is known.</param>
/// <param name="inner">What caused it.</param>
sealed class RefusedException(string message, string? plugin = null, Exception? inner = null) : Exception(OneLine(message), inner)
{
    public string? Plugin { get; } = plugin;

    /// <summary>Messages of the runtime and of plugins may have several lines; a refusal is one.</summary>
    static string OneLine(string message) => message.ReplaceLineEndings(" ");
}
