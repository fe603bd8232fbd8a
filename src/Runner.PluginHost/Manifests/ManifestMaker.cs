using System.Reflection;
using System.Runtime.Loader;
using Runner.PluginHost.Discovery;
using Runner.PluginHost.Loading;
using Runner.PluginHost.Shapes;
using Runner.Sdk;
using Runner.Workflows.Catalogue;

namespace Runner.PluginHost.Manifests;

/// <summary>Makes a plugin's manifest from its types, and checks them on the way. This loads the plugin.</summary>
static class ManifestMaker
{
    /// <summary>The manifest's JSON.</summary>
    /// <exception cref="RefusedException">The plugin breaks a rule, or cannot be loaded.</exception>
    public static byte[] Make(PluginFolder folder, AssemblyFacts facts, PluginCode code)
    {
        CheckContract(folder, facts);
        try
        {
            var path = folder.FullPath(facts.File);
            var stamp = FileStamp.Of(path);
            var beside = new List<FileStamp>();
            foreach (var file in folder.Assemblies)
                if (file != facts.File) beside.Add(FileStamp.Of(folder.FullPath(file)));
            var assembly = code.Assembly;
            code.CheckIs(stamp.Mvid!);
            CheckReferences(assembly, facts.Plugin, path);
            return ManifestWriter.Write(facts, VersionOf(assembly), stamp, beside, Actions(assembly, facts, path), Sources(assembly, facts, path));
        }
        catch (RefusedException e)
        {
            throw new RefusedException(e.Message, facts.Plugin, e);
        }
        catch (Exception e)
        {
            // Making an instance to read defaults runs the plugin's code, which may throw anything.
            throw code.Refused(e);
        }
    }

    /// <summary>Whether the plugin was written for this Runner, judged without loading it.</summary>
    public static void CheckContract(PluginFolder folder, AssemblyFacts facts)
    {
        var path = folder.FullPath(facts.File);
        if (!ActionNames.IsName(facts.Plugin)) throw NotAName("name", facts.Plugin, null);
        CheckApiVersion(path, facts.Plugin, facts.ApiVersion);
        foreach (var prefix in facts.Prefixes)
            if (!ActionNames.IsName(prefix)) throw NotAName("prefix", prefix, facts.Plugin);

        RefusedException NotAName(string what, string text, string? plugin) => new(
            $"{path}: the plugin's {what} \"{text}\" may have lower case letters, digits and dashes only. "
                + "Correct it in [assembly: Plugin(...)].",
            plugin);
    }

    /// <summary>Refuses a plugin that was written for another version of the contract.</summary>
    public static void CheckApiVersion(string assembly, string plugin, int apiVersion)
    {
        const int ours = PluginAttribute.CurrentApiVersion;
        if (apiVersion == ours) return;
        var why = apiVersion switch
        {
            0 => $"the plugin {plugin} does not say which plugin API it was written for. "
                + $"Add ApiVersion = {ours} to [assembly: Plugin(...)], and build it again.",
            > ours => $"the plugin {plugin} was written for plugin API {apiVersion}, and this Runner speaks {ours}. "
                + "Update Runner, or get an older version of the plugin.",
            _ => $"the plugin {plugin} was written for plugin API {apiVersion}, and this Runner speaks {ours}. "
                + "Get a newer version of the plugin.",
        };
        throw new RefusedException($"{assembly}: {why}", plugin);
    }

    /// <summary>
    /// Refuses a plugin that refers to an assembly which is nowhere. The runtime would notice when a method first needs it:
    /// in the middle of a run.
    /// </summary>
    static void CheckReferences(Assembly assembly, string plugin, string path)
    {
        var context = (PluginLoadContext)AssemblyLoadContext.GetLoadContext(assembly)!;
        foreach (var reference in assembly.GetReferencedAssemblies())
        {
            if (Framework.Provides(reference) || context.Resolve(reference) is not null) continue;
            try
            {
                context.LoadFromAssemblyName(reference);
            }
            catch (FileNotFoundException)
            {
                throw new RefusedException(LoadFailure.Missing(reference, plugin, path, assembly), plugin);
            }
        }
    }

    static List<(ActionDescriptor Action, Type Type)> Actions(Assembly assembly, AssemblyFacts plugin, string path)
    {
        var documentation = new XmlDocumentation();
        var shapes = new ShapeBuilder(documentation);
        var actions = new SortedDictionary<string, (ActionDescriptor Action, Type Type)>(StringComparer.Ordinal);
        foreach (var type in assembly.GetTypes())
        {
            var attribute = type.GetCustomAttribute<ActionAttribute>();
            if (attribute is null)
            {
                ActionRules.CheckUnnamed(type, path);
                continue;
            }

            var result = ActionRules.Check(type, attribute.Name, plugin, path);
            if (actions.TryGetValue(attribute.Name, out var other))
                throw new RefusedException($"{path}: two types are the action {attribute.Name}: {other.Type} and {type}. Rename one.");
            actions.Add(attribute.Name, (Describe(type, attribute, result), type));
        }

        return [.. actions.Values];

        ActionDescriptor Describe(Type type, ActionAttribute attribute, Type result)
        {
            try
            {
                return ActionDescription.Of(type, attribute, result, plugin.Plugin, shapes, documentation);
            }
            catch (RefusedException e)
            {
                throw new RefusedException($"{path}: the action {attribute.Name} ({type}): {e.Message}", plugin.Plugin, e);
            }
        }
    }

    static List<ManifestSource> Sources(Assembly assembly, AssemblyFacts plugin, string path)
    {
        var sources = new List<ManifestSource>();
        foreach (var source in assembly.GetCustomAttributes<ActionSourceAttribute>())
        {
            if (!ActionNames.IsName(source.Kind)) throw Broken($"the kind \"{source.Kind}\" may have lower case letters, digits and dashes only");
            if (sources.Exists(other => other.Kind == source.Kind)) throw Broken($"two sources of actions are of the kind {source.Kind}");
            if (source.Type.Assembly != assembly || !source.Type.IsVisible || source.Type.IsAbstract || source.Type.GetConstructor(Type.EmptyTypes) is null || !typeof(IActionSource).IsAssignableFrom(source.Type))
                throw Broken($"{source.Type} must be a public class of this assembly with a public constructor without parameters, and implement IActionSource");
            sources.Add(new(source.Kind, source.Type.MetadataToken));
        }

        return sources;

        RefusedException Broken(string what) => new($"{path}: [assembly: ActionSource(...)]: {what}.", plugin.Plugin);
    }

    /// <summary>The version that people know: without the commit that the SDK appends.</summary>
    static string VersionOf(Assembly assembly)
    {
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
            ?? assembly.GetName().Version?.ToString() ?? "0.0.0";
        var commit = version.IndexOf('+');
        return commit < 0 ? version : version[..commit];
    }
}
