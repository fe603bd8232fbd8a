using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using Runner.PluginHost;
using Runner.Scripting.Tests.Fixtures;

namespace Runner.Scripting.Tests;

/// <summary>What is written for editors lets Roslyn, set up as OmniSharp sets it up, know all that scripts find in scope.</summary>
public sealed class EditorTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("runner-editor-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Scripts_compile_with_the_files_that_are_written_for_editors()
    {
        var compilation = CompilationOf("""
            var url = Inputs.Get("url", "");
            var stub = await Run(new Http.Serve { Routes = [new() { Path = "/health" }] });
            var answer = await Run(new Http.Get { Url = url }, name: "health", timeout: TimeSpan.FromSeconds(5), attempts: 3);
            Expect(() => answer.Status == 200);
            await Step("report", async () => { Log($"{answer.Status} {Args.Count} {Env["HOME"]}"); await Task.Delay(10, Cancel); });
            var sizes = await ForEach(Enumerable.Range(1, 3), 2, async n => (await Run(new Http.Get { Url = $"{stub.Url}/{n}" })).Size);
            var session = Use(new HttpSession()); Output("sizes", sizes);
            foreach (var host in Inventory.Select("web")) Log(host.Name);
            answer.Status
            """);
        compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
    }

    [Fact]
    public void Names_have_their_documentation()
    {
        _ = CompilationOf("1");
        var documentation = File.ReadAllText(Path.Combine(folder, Path.ChangeExtension(EditorFiles.Assembly, ".xml")));
        documentation.ShouldContain("Runs an action as a step.");
        documentation.ShouldContain("P:Runner.Editor.Scope.Http.Get.Url");
    }

    CSharpCompilation CompilationOf(string script)
    {
        EditorFiles.Write(PluginCatalogue.Open(new() { Folders = [ScriptBench.HttpPlugin], CacheDirectory = folder }), folder);
        var lines = File.ReadAllLines(Path.Combine(folder, EditorFiles.Response));
        return CSharpCompilation.CreateScriptCompilation("edited",
            CSharpSyntaxTree.ParseText(script, new CSharpParseOptions(LanguageVersion.Latest, DocumentationMode.Parse, SourceCodeKind.Script), cancellationToken: TestContext.Current.CancellationToken),
            lines.Where(line => line.StartsWith("/r:", StringComparison.Ordinal)).Select(line => line[3..].Trim('"')).Append(typeof(CommandLineScriptGlobals).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, usings: lines.Where(line => line.StartsWith("/u:", StringComparison.Ordinal)).Select(line => line[3..])),
            globalsType: typeof(CommandLineScriptGlobals));
    }
}
