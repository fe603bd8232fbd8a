using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Runner.Plugins.ClientGen;

namespace Runner.Plugins.Tests.ClientGen;

/// <summary>A generated client, compiled as strictly as a user may: nullable on, every warning an error.</summary>
sealed class CompiledClient
{
    static readonly IReadOnlyList<MetadataReference> Framework =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetDirectoryName(path) == Path.GetDirectoryName(typeof(object).Assembly.Location))
            .Select(static path => MetadataReference.CreateFromFile(path))];

    CompiledClient(GeneratedClient client, Assembly assembly) => (Client, Assembly) = (client, assembly);

    public GeneratedClient Client { get; }

    public Assembly Assembly { get; }

    /// <summary>The client's own source.</summary>
    public string Source => Client.Files[0].Text;

    public Type Type(string name) => Assembly.GetType($"{Namespace}.{name}") ?? throw new InvalidOperationException($"There is no type {name}; there are {string.Join(", ", Assembly.GetTypes().Select(static type => type.Name))}");

    public bool HasType(string name) => Assembly.GetType($"{Namespace}.{name}") is not null;

    public const string Namespace = "Acme.Api";

    /// <summary>Generates a client from a text, and compiles it.</summary>
    public static async Task<CompiledClient> OfAsync(string document, Func<ClientOptions, ClientOptions>? change = null, string? use = null)
    {
        using var folder = new DocumentFolder();
        folder.Write("api.yaml", document);
        var options = new ClientOptions { Document = "api.yaml", Folder = folder.Path, Namespace = Namespace };
        return Compile(await ApiClientGenerator.GenerateAsync(change?.Invoke(options) ?? options), use);
    }

    /// <summary>Compiles a client, with what its user writes.</summary>
    public static CompiledClient Compile(GeneratedClient client, string? use = null)
    {
        var (errors, bytes) = Emit(client, use);
        if (errors.Count > 0) throw new ShouldAssertException($"{string.Join('\n', errors.Take(20))}\n\n{client.Files[0].Text[..Math.Min(client.Files[0].Text.Length, 20_000)]}");
        return new(client, new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(new MemoryStream(bytes)));
    }

    /// <summary>What the compiler says of a client.</summary>
    public static (IReadOnlyList<string> Errors, byte[] Bytes) Emit(GeneratedClient client, string? use = null)
    {
        var parse = new CSharpParseOptions(LanguageVersion.CSharp12, DocumentationMode.Diagnose);
        var trees = client.Files.Select(file => CSharpSyntaxTree.ParseText(file.Text, parse, file.Name)).ToList();
        if (use is not null) trees.Add(CSharpSyntaxTree.ParseText(use, new CSharpParseOptions(LanguageVersion.CSharp14), "use.cs"));
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, generalDiagnosticOption: ReportDiagnostic.Error, warningLevel: 9999, concurrentBuild: false);
        using var image = new MemoryStream();
        var result = CSharpCompilation.Create("client", trees, Framework, options).Emit(image);
        return ([.. result.Diagnostics.Where(static each => each.Severity >= DiagnosticSeverity.Warning).Select(static each => each.ToString())], image.ToArray());
    }
}

/// <summary>A folder with documents, gone afterwards.</summary>
sealed class DocumentFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("runner-clientgen-").FullName;

    public void Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
