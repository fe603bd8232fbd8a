using System.Text;
using Runner.PluginHost;
using Runner.Scripting.Compiling;

namespace Runner.Scripting;

/// <summary>
/// What editors need to complete names in scripts: an assembly with what is in scope, and a response file (as csi has them) that names it with all
/// else that scripts may use. OmniSharp reads that where its <c>omnisharp.json</c> says so.
/// </summary>
public static class EditorFiles
{
    /// <summary>The names of the files that are made.</summary>
    public const string Assembly = "Runner.Editor.dll", Response = "scripts.rsp";

    /// <summary>Writes them.</summary>
    /// <param name="plugins">The plugins whose actions and classes scripts may use.</param>
    /// <param name="folder">The folder to write them to; it exists.</param>
    public static void Write(PluginCatalogue plugins, string folder)
    {
        var references = References.Of(plugins);
        var assembly = Path.Combine(folder, Assembly);
        var scope = CompilerLoader.Compiler.WriteEditorAssembly(assembly, references);
        var lines = references.Assemblies.Append(assembly).Select(path => $"/r:{Quoted(path)}").Concat(references.Namespaces.Append(scope).Select(name => $"/u:{name}"));
        File.WriteAllLines(Path.Combine(folder, Response), lines, new UTF8Encoding(false));
    }

    static string Quoted(string path) => path.Contains(' ') ? $"\"{path}\"" : path;
}
