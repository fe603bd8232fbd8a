using Runner.Engine.Scripting;
using Runner.PluginHost;
using Runner.Scripting;

namespace Runner.Cli.Scripts;

/// <summary>What runs scripts, made when the first one runs: most runs have none.</summary>
sealed class ScriptsWhenNeeded(PluginCatalogue plugins, string? cacheFolder) : IScriptRunner
{
    readonly Lazy<IScriptRunner> scripts = new(() => new ScriptRunner(plugins, cacheFolder));

    public ValueTask<ScriptResult> RunAsync(ScriptCall call, CancellationToken cancel) => scripts.Value.RunAsync(call, cancel);
}
