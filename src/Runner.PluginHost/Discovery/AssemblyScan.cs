using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Runner.Sdk;

namespace Runner.PluginHost.Discovery;

/// <summary>Finds the assembly with <c>[assembly: Plugin(...)]</c> in a folder, from the files' metadata, loading nothing.</summary>
static class AssemblyScan
{
    /// <summary>The facts of the folder's one plugin assembly.</summary>
    /// <exception cref="RefusedException">There is none, there are several, or a file is broken.</exception>
    public static AssemblyFacts FindPlugin(PluginFolder folder)
    {
        AssemblyFacts? found = null;
        string? broken = null;
        foreach (var file in folder.Assemblies)
        {
            var path = folder.FullPath(file);
            if (!TryRead(path, out var facts)) broken ??= path;
            if (facts is null) continue;
            if (found is not null)
                throw new RefusedException(
                    $"{folder.Path}: two assemblies here are plugins: {found.File} ({found.Plugin}) and {facts.File} ({facts.Plugin}). "
                        + "Give each its own folder.");
            found = facts;
        }

        if (found is not null) return found;
        if (folder.Assemblies.Count == 0) throw NothingBuilt(folder);
        if (broken is not null && (folder.Assemblies.Count == 1 || folder.LikelyAssembly is not { } likely || folder.FullPath(likely) == broken))
            throw new RefusedException($"{broken}: the file is not a .NET assembly, or it is damaged. Build or copy the plugin again.");
        throw new RefusedException(
            $"{folder.Path}: no assembly here has the attribute [assembly: Plugin(...)] ({Names(folder.Assemblies)} looked at). "
                + "Add it to the plugin's code, or take the folder out of plugins.");
    }

    /// <summary>
    /// Whether a file may hold the attribute: it contains the attribute's name. Most dependencies do not, and are ruled
    /// out without loading a metadata library.
    /// </summary>
    public static bool MayBePlugin(string path) => File.ReadAllBytes(path).AsSpan().IndexOf("PluginAttribute"u8) >= 0;

    static RefusedException NothingBuilt(PluginFolder folder)
    {
        var project = Directory.GetFiles(folder.Path, "*.csproj");
        return new(project.Length > 0
            ? $"{folder.Path}: this is the plugin's source, with no assembly (*.dll) in it. "
                + "Build it, and list its output folder in plugins: dotnet publish -c Release -o FOLDER."
            : $"{folder.Path}: no assembly (*.dll) is in this folder. Copy the built plugin into it, or take it out of plugins.");
    }

    static string Names(IReadOnlyList<string> files) => files.Count <= 3 ? string.Join(", ", files) : $"{files[0]}, {files[1]} and {files.Count - 2} more";

    /// <returns>False when the file is damaged or native; true with null facts when it is an assembly without the attribute.</returns>
    static bool TryRead(string path, out AssemblyFacts? facts)
    {
        facts = null;
        try
        {
            using var stream = File.OpenRead(path);
            using var image = new PEReader(stream);
            if (!image.HasMetadata) return false;
            facts = Read(image.GetMetadataReader(), Path.GetFileName(path));
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"{path}: the file cannot be read: {e.Message}", inner: e);
        }
    }

    static AssemblyFacts? Read(MetadataReader metadata, string file)
    {
        if (!metadata.IsAssembly) return null;
        foreach (var handle in metadata.GetAssemblyDefinition().GetCustomAttributes())
        {
            var attribute = metadata.GetCustomAttribute(handle);
            if (attribute.Constructor.Kind != HandleKind.MemberReference) continue;
            var constructor = metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor);
            if (constructor.Parent.Kind != HandleKind.TypeReference) continue;
            var type = metadata.GetTypeReference((TypeReferenceHandle)constructor.Parent);
            if (!metadata.StringComparer.Equals(type.Name, nameof(PluginAttribute))) continue;
            if (!metadata.StringComparer.Equals(type.Namespace, "Runner.Sdk")) continue;
            if (type.ResolutionScope.Kind != HandleKind.AssemblyReference) continue;
            var sdk = metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Version;
            return Decode(metadata.GetBlobReader(attribute.Value), file, sdk);
        }

        return null;
    }

    /// <summary>ECMA-335, II.23.3: a prolog, the constructor's string, then the named properties.</summary>
    static AssemblyFacts Decode(BlobReader blob, string file, Version sdk)
    {
        const byte typeBoolean = 0x02, typeInt32 = 0x08, typeString = 0x0E, typeArray = 0x1D, typeType = 0x50;
        blob.ReadUInt16();
        var name = blob.ReadSerializedString() ?? "";
        var apiVersion = 0;
        string? summary = null;
        string[] prefixes = [];
        for (var left = blob.ReadUInt16(); left > 0; left--)
        {
            blob.ReadByte();
            var type = blob.ReadByte();
            var element = type == typeArray ? blob.ReadByte() : type;
            var property = blob.ReadSerializedString();
            if (type == typeInt32 && property == nameof(PluginAttribute.ApiVersion)) apiVersion = blob.ReadInt32();
            else if (type == typeString && property == nameof(PluginAttribute.Summary)) summary = blob.ReadSerializedString();
            else if (type == typeArray && element == typeString && property == nameof(PluginAttribute.Prefixes)) prefixes = ReadTexts(ref blob);
            else if (type == typeBoolean) blob.ReadByte();
            else if (type == typeInt32) blob.ReadInt32();
            else if (type is typeString or typeType) blob.ReadSerializedString();
            else break; // of a type that this contract does not use: how long it is, is not known
        }

        return new(file, name, apiVersion, summary, prefixes.Length > 0 ? prefixes : [name], sdk);
    }

    static string[] ReadTexts(ref BlobReader blob)
    {
        const uint none = 0xFFFFFFFF;
        var count = blob.ReadUInt32();
        if (count == none) return [];
        var texts = new List<string>();
        for (; count > 0; count--) texts.Add(blob.ReadSerializedString() ?? "");
        return [.. texts];
    }
}
