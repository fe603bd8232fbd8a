using Runner.PluginHost;
using Runner.Scripting.Clients;

namespace Runner.Scripting.Compiling;

/// <summary>What scripts may use, by the plugins that there are.</summary>
static class References
{
    static readonly string[] Common = ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net", "System.Net.Http", "System.Text", "System.Text.Json", "System.Threading", "System.Threading.Tasks", "Runner.Sdk", "Runner.Sdk.Inventory", "Runner.Sdk.Networking", "Runner.Scripting", "Runner.Engine.Scripting"];

    public static ScriptReferences Of(PluginCatalogue plugins)
    {
        var framework = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(IsForScripts);
        var actions = new Dictionary<string, string>(StringComparer.Ordinal);
        var namespaces = new List<string>(Common);
        foreach (var action in plugins.Plugins.SelectMany(static plugin => plugin.Actions))
        {
            actions[ActionNames.Of(action.Name)] = action.TypeName;
            if (action.TypeName.LastIndexOf('.') is > 0 and var end && !namespaces.Contains(action.TypeName[..end])) namespaces.Add(action.TypeName[..end]);
        }

        var clients = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var action in plugins.Clients.SelectMany(static client => client.ActionNames))
        {
            // Of two whose names become one, the first has it; the other is run by its name.
            if (clients.TryAdd(ClientRecords.TypeOf(action), action)) actions.TryAdd(ClientRecords.NameOf(action), ClientRecords.TypeOf(action));
        }

        return new([.. framework, .. plugins.Plugins.Select(plugin => plugin.AssemblyPath)], namespaces, actions) { ClientSource = type => ClientRecords.SourceOf(plugins.Find(clients[type])!) };
    }

    static bool IsForScripts(string path) => Path.GetFileNameWithoutExtension(path) is var name
        && (name.StartsWith("System", StringComparison.Ordinal) || name is "netstandard" or "mscorlib" or "Microsoft.CSharp" or "Runner.Sdk" or "Runner.Engine" or "Runner.Scripting" or "Runner.Workflows");
}
