namespace Runner.PluginHost.Discovery;

/// <summary>What an assembly's metadata says of it as a plugin, read without loading it.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Plugin">The plugin's name.</param>
/// <param name="ApiVersion">The contract version that the plugin was written for; 0 when it does not say.</param>
/// <param name="Summary">What the plugin is for.</param>
/// <param name="Prefixes">What its actions' names may begin with: the plugin's name, unless it says otherwise.</param>
/// <param name="Sdk">The version of Runner.Sdk that it was compiled against.</param>
sealed record AssemblyFacts(string File, string Plugin, int ApiVersion, string? Summary, IReadOnlyList<string> Prefixes, Version? Sdk);
