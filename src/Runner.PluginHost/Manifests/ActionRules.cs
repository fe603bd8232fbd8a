using Runner.PluginHost.Discovery;
using Runner.Sdk;

namespace Runner.PluginHost.Manifests;

/// <summary>What a type must be to be an action.</summary>
static class ActionRules
{
    /// <summary>Checks the type of an action.</summary>
    /// <returns>The type of its result.</returns>
    /// <exception cref="RefusedException">It breaks a rule.</exception>
    public static Type Check(Type type, string name, AssemblyFacts plugin, string path)
    {
        if (!plugin.Prefixes.Any(prefix => ActionNames.BelongsTo(name, prefix)))
            throw Broken($"the action's name \"{name}\" must be {Beginnings(plugin.Prefixes)} and a verb of lower case letters, digits and dashes. "
                + "Correct it in [Action(...)]");
        if (!type.IsVisible) throw Broken("an action's type must be public. Make it public");
        if (type.IsAbstract || type.IsGenericTypeDefinition) throw Broken("an action's type must be neither abstract nor generic. "
            + "Put [Action] on the types derived from it");
        var results = Results(type);
        if (results.Length == 0) throw Broken($"it has [Action(\"{name}\")] but does not implement IAction<TResult>. Implement it");
        if (results.Length > 1)
        {
            var names = string.Join(" and ", results.Select(result => result.Name));
            throw Broken($"it implements IAction<TResult> {results.Length} times, for {names}. Make it one action with one result");
        }

        if (type.GetConstructor(Type.EmptyTypes) is null) throw Broken("an action needs a public constructor without parameters. "
            + "Make its inputs properties: public required string Name { get; init; }");
        return results[0];

        RefusedException Broken(string what) => new($"{path}: {type}: {what}.", plugin.Plugin);
    }

    static string Beginnings(IReadOnlyList<string> prefixes) => string.Join(" or ", prefixes.Select(prefix => $"\"{prefix}.\""));

    /// <summary>A type that does an action's work but has no name would be missing without a word.</summary>
    public static void CheckUnnamed(Type type, string path)
    {
        if (type.IsVisible && !type.IsAbstract && !type.IsGenericTypeDefinition && Results(type).Length > 0)
            throw new RefusedException($"{path}: {type}: it implements IAction<TResult> but has no [Action(\"plugin.verb\")]. "
                + "Add it, or make the type internal.");
    }

    static Type[] Results(Type type) => Array.ConvertAll(
        Array.FindAll(type.GetInterfaces(), contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IAction<>)),
        contract => contract.GetGenericArguments()[0]);
}
