using System.Reflection;
using System.Runtime.Loader;
using Runner.Sdk;

namespace Runner.PluginHost.Loading;

/// <summary>Says in one line, for people, why code of a plugin could not be loaded.</summary>
static class LoadFailure
{
    static readonly AssemblyName Contract = typeof(PluginAttribute).Assembly.GetName();

    /// <param name="failure">What the runtime threw.</param>
    /// <param name="plugin">The plugin's name.</param>
    /// <param name="assemblyPath">The plugin's assembly.</param>
    /// <param name="assembly">The same, if it has been loaded.</param>
    public static string Explain(Exception failure, string plugin, string assemblyPath, Assembly? assembly)
    {
        var cause = Cause(failure);
        return cause switch
        {
            FileNotFoundException { FileName: { } name } when NameOf(name) is { } missing => Missing(missing, plugin, assemblyPath, assembly),
            FileNotFoundException or DirectoryNotFoundException =>
                $"{assemblyPath}: the plugin {plugin} cannot be loaded: {cause.Message}",
            TypeLoadException or MissingMemberException when cause.Message.Contains("Runner.Sdk", StringComparison.Ordinal) || !MeetsContract(assembly) =>
                OtherContract(cause, plugin, assemblyPath, assembly),
            BadImageFormatException bad =>
                $"{assemblyPath}: the plugin {plugin} cannot be loaded: {bad.FileName ?? "an assembly"} is damaged, "
                    + "or was built for another processor or a newer .NET. Build or copy the plugin again.",
            FileLoadException { FileName: { } name } =>
                $"{assemblyPath}: the plugin {plugin} cannot be loaded: {name} does not load: {cause.Message}",
            _ => $"{assemblyPath}: the plugin {plugin} cannot be loaded: {cause.GetType().Name}: {cause.Message}",
        };
    }

    /// <summary>The line about an assembly that is not there.</summary>
    public static string Missing(AssemblyName missing, string plugin, string assemblyPath, Assembly? assembly)
    {
        if (IsNewerFramework(missing))
            return $"{assemblyPath}: the plugin {plugin} was built for .NET {missing.Version!.Major}, and this Runner runs on .NET {Environment.Version.Major}. "
                + $"Build the plugin for .NET {Environment.Version.Major}, or update Runner.";
        var user = assembly is null ? null : UserOf(missing, assembly);
        var who = user is null || user == assembly!.GetName().Name ? $"the plugin {plugin}" : $"{user}, which the plugin {plugin} uses,";
        return $"{assemblyPath}: {who} needs the assembly {missing.Name} {missing.Version}, which is not in {Path.GetDirectoryName(assemblyPath)}. "
            + "Copy the plugin with all its dependencies there: dotnet publish puts them together.";
    }

    /// <summary>What the wrappers of the runtime hide.</summary>
    static Exception Cause(Exception failure) => failure switch
    {
        TargetInvocationException { InnerException: { } inner } => Cause(inner),
        TypeInitializationException { InnerException: { } inner } => Cause(inner),
        ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } => Cause(first),
        _ => failure,
    };

    static string OtherContract(Exception cause, string plugin, string assemblyPath, Assembly? assembly)
    {
        var built = assembly is null ? null : ContractOf(assembly);
        var advice = built is not null && built < Contract.Version
            ? "Build it again against that version, or get a newer one of the plugin."
            : "Update Runner, or build the plugin against that version.";
        return $"{assemblyPath}: the plugin {plugin} was built against Runner.Sdk {built}, and does not fit Runner.Sdk {Contract.Version} of this Runner: "
            + $"{cause.Message.TrimEnd('.')}. {advice}";
    }

    static bool MeetsContract(Assembly? assembly) => assembly is null || ContractOf(assembly) is not { } built || built == Contract.Version;

    static Version? ContractOf(Assembly assembly) =>
        Array.Find(assembly.GetReferencedAssemblies(), reference => reference.Name == Contract.Name)?.Version;

    /// <summary>Who of the plugin's loaded assemblies refers to the missing one; the plugin itself before its dependencies.</summary>
    static string? UserOf(AssemblyName missing, Assembly assembly)
    {
        if (Refers(assembly, missing)) return assembly.GetName().Name;
        var loaded = AssemblyLoadContext.GetLoadContext(assembly)!.Assemblies;
        return loaded.FirstOrDefault(other => Refers(other, missing))?.GetName().Name;
    }

    static bool Refers(Assembly assembly, AssemblyName name) =>
        Array.Exists(assembly.GetReferencedAssemblies(), reference => reference.Name == name.Name);

    static bool IsNewerFramework(AssemblyName name) =>
        name.Name!.StartsWith("System.", StringComparison.Ordinal)
        && name.Version?.Major > Environment.Version.Major && Framework.Provides(OfThisVersion(name));

    static AssemblyName OfThisVersion(AssemblyName name)
    {
        var ours = (AssemblyName)name.Clone();
        ours.Version = null;
        return ours;
    }

    /// <summary>The assembly that a missing "file" is; null when it is a file after all.</summary>
    static AssemblyName? NameOf(string fileName)
    {
        if (!fileName.Contains(", Version=", StringComparison.Ordinal)) return null;
        try
        {
            return new AssemblyName(fileName);
        }
        catch (FileLoadException)
        {
            return null;
        }
    }
}
