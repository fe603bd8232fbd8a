using System.Buffers.Binary;
using System.Reflection;

namespace Runner.PluginHost.Loading;

/// <summary>The assemblies that come with .NET.</summary>
static class Framework
{
    static readonly string? Folder = Path.GetDirectoryName(typeof(object).Assembly.Location);

    /// <summary>
    /// Whether .NET itself has the assembly, in that version or later. A plugin that brings a newer one of its own (a
    /// package such as System.Text.Json 11) gets its own.
    /// </summary>
    public static bool Provides(AssemblyName name) =>
        !string.IsNullOrEmpty(Folder)
        && string.IsNullOrEmpty(name.CultureName)
        && (name.Version is null || name.Version.Major <= Environment.Version.Major)
        && IsSignedAsFramework(name)
        && File.Exists(Path.Combine(Folder, name.Name + ".dll"));

    /// <summary>
    /// .NET's own public key tokens. The folder alone does not tell: in a self-contained program the program's libraries
    /// lie in it too, and a plugin must not get those in place of its own.
    /// </summary>
    static bool IsSignedAsFramework(AssemblyName name) =>
        name.GetPublicKeyToken() is { Length: 8 } token
        && BinaryPrimitives.ReadUInt64BigEndian(token) is 0xB03F5F7F11D50A3A or 0xCC7B13FFCD2DDD51 or 0xB77A5C561934E089 or 0x7CEC85D7BEA7798E;
}
