using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Runner.PluginHost.Tests.Fixtures;

/// <summary>A program that opens a catalogue and prints its actions, to have several processes do so.</summary>
static class CatalogueProgram
{
    const string Source = """
        var catalogue = Runner.PluginHost.PluginCatalogue.Open(new() { Folders = new[] { args[0] }, CacheDirectory = args[1] });
        foreach (var refusal in catalogue.Refusals) System.Console.WriteLine(refusal.Message);
        foreach (var action in catalogue.Actions)
            System.Console.WriteLine(action.Name + "(" + string.Join(", ", System.Linq.Enumerable.Select(action.Inputs.Fields, field => field.Name)) + ")");
        """;

    public static string Compile(string folder)
    {
        string[] parts = [typeof(PluginCatalogue).Assembly.Location, typeof(Workflows.Catalogue.ActionDescriptor).Assembly.Location, PluginCompiler.Sdk];
        foreach (var part in parts) File.Copy(part, Path.Combine(folder, Path.GetFileName(part)));
        var compilation = CSharpCompilation.Create(
            "Catalogue",
            [CSharpSyntaxTree.ParseText(Source)],
            [.. PluginCompiler.Framework, .. parts.Select(part => MetadataReference.CreateFromFile(part))],
            new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        var program = Path.Combine(folder, "Catalogue.dll");
        var result = compilation.Emit(program);
        result.Success.ShouldBeTrue(string.Join('\n', result.Diagnostics));
        File.WriteAllText(Path.Combine(folder, "Catalogue.runtimeconfig.json"),
            $$"""{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version}}" } } }""");
        return program;
    }

    public static Process Start(string program, string folder, string cache) => Process.Start(new ProcessStartInfo("dotnet")
    {
        ArgumentList = { program, folder, cache },
        RedirectStandardOutput = true,
    })!;
}
