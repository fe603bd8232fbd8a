using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Runner.Scripting.Compiler;

/// <summary>The assemblies that a script names: <c>#r "lib/Shop.dll"</c>, relative to the script.</summary>
sealed class NamedAssemblies(string folder) : MetadataReferenceResolver
{
    readonly List<string> paths = [];

    /// <summary>Those that were found, as full paths.</summary>
    public IReadOnlyList<string> Paths => paths;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var path = Path.GetFullPath(reference, baseFilePath is null ? folder : Path.GetDirectoryName(baseFilePath)!);
        if (!File.Exists(path)) return [];
        if (!paths.Contains(path)) paths.Add(path);
        return [MetadataReference.CreateFromFile(path, properties)];
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
