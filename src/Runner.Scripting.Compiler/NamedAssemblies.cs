using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Runner.Scripting.Packages;

namespace Runner.Scripting.Compiler;

/// <summary>The assemblies that a script names: <c>#r "lib/Shop.dll"</c>, relative to the script.</summary>
sealed class NamedAssemblies(string folder) : MetadataReferenceResolver
{
    static readonly PortableExecutableReference Nothing = MetadataReference.CreateFromFile(typeof(Sdk.PluginAttribute).Assembly.Location);

    readonly List<string> paths = [];

    /// <summary>Those that were found, as full paths.</summary>
    public IReadOnlyList<string> Paths => paths;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        // A package is referenced already, with all that it needs, and only has to be answered with something.
        if (PackageName.Is(reference)) return [Nothing];
        var path = Path.GetFullPath(reference, baseFilePath is null ? folder : Path.GetDirectoryName(baseFilePath)!);
        if (!File.Exists(path)) return [];
        if (!paths.Contains(path)) paths.Add(path);
        return [MetadataReference.CreateFromFile(path, properties)];
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
