using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Runner.PluginHost.Tests.Fixtures;

/// <summary>Compiles C# to assemblies on disk, with their documentation files, as a plugin author's build does.</summary>
static class PluginCompiler
{
    const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.ComponentModel;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Runner.Sdk;
        """;

    public static readonly MetadataReference[] Framework =
    [
        .. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(file => Path.GetFileName(file) is { } name && (name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal) || name is "netstandard.dll"))
            .Where(IsManaged)
            .Select(file => MetadataReference.CreateFromFile(file)),
    ];

    public static readonly string Sdk = typeof(Sdk.PluginAttribute).Assembly.Location;

    /// <summary>Compiles and writes NAME.dll and NAME.xml into the folder.</summary>
    /// <returns>The assembly's path.</returns>
    public static string Compile(string folder, string name, string source, string? sdk = null, string version = "1.0.0.0", params string[] references)
    {
        CSharpSyntaxTree[] trees =
        [
            Parse(source),
            Parse($"[assembly: System.Reflection.AssemblyVersion(\"{version}\")]"),
            .. source.Contains("namespace Runner.Sdk;", StringComparison.Ordinal) || name.EndsWith("Library", StringComparison.Ordinal) ? Array.Empty<CSharpSyntaxTree>() : [Parse(Usings)],
        ];
        var compilation = CSharpCompilation.Create(
            name,
            trees,
            [.. Framework, .. name == "Runner.Sdk" ? Array.Empty<MetadataReference>() : [MetadataReference.CreateFromFile(sdk ?? Sdk)], .. references.Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, deterministic: true, nullableContextOptions: NullableContextOptions.Enable));
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, name + ".dll");
        using (var assembly = File.Create(path + ".new"))
        using (var documentation = File.Create(Path.ChangeExtension(path, ".xml")))
        {
            var result = compilation.Emit(assembly, xmlDocumentationStream: documentation);
            var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToArray();
            if (errors.Length > 0) throw new InvalidOperationException(string.Join(Environment.NewLine, errors.Select(error => error.ToString())));
        }

        // By a rename, since a loaded assembly is mapped: writing into its file would pull its code from under the process.
        File.Move(path + ".new", path, overwrite: true);
        return path;
    }

    static CSharpSyntaxTree Parse(string source) =>
        (CSharpSyntaxTree)CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse));

    static bool IsManaged(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file) is not null;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
