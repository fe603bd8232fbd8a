using Runner.Plugins.ClientGen.Reading;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen;

/// <summary>How the source of a client is spread over files.</summary>
public enum ClientSplit
{
    /// <summary>One file.</summary>
    None,

    /// <summary>A file for each tag.</summary>
    Tag,
}

/// <summary>
/// Makes a C# client from an OpenAPI document (2.0, 3.0, 3.1, 3.2; JSON or YAML). It needs nothing but .NET. The same document gives the same
/// files, and files that have not changed are not written again.
/// </summary>
[Action("client-gen.generate", Idempotent = true)]
public sealed record GenerateClient : IAction<GeneratedFiles>
{
    /// <summary>The document: a file, or a URL. Files that it refers to are read too.</summary>
    public required string Document { get; init; }

    /// <summary>The folder that the files are written to; it is made where it is missing.</summary>
    public required string Output { get; init; }

    /// <summary>The C# namespace of the client, such as <c>Acme.Api</c>.</summary>
    public required string Namespace { get; init; }

    /// <summary>The client's class; by default made from the document's title, such as <c>PetstoreClient</c>.</summary>
    public string? Name { get; init; }

    /// <summary>How the source is spread: all in one file, or a file for each tag.</summary>
    public ClientSplit Split { get; init; }

    /// <summary>
    /// Which operations there are to be: <c>/pets/*</c> is a path, <c>GET /pets/*</c> a method too, anything else a tag or an operationId. By default
    /// all.
    /// </summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Which operations there are not to be, written like <c>include</c>.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>
    /// How pages follow each other where it is not recognised: <c>listPets cursor=after items=data next=meta.next</c>, <c>listPets offset=skip</c>,
    /// <c>listPets page=p</c> or <c>listPets link</c>, and <c>listPets none</c> for no pages. What comes first is written like <c>include</c>.
    /// </summary>
    public IReadOnlyList<string> Pages { get; init; } = [];

    /// <summary>Whether references that lead nowhere are taken for anything, with a warning. By default they are an error.</summary>
    public bool Lenient { get; init; }

    /// <summary>Whether to write nothing, and only tell which files are stale: <c>expect: result.stale == fromJson('[]')</c>.</summary>
    public bool Check { get; init; }

    /// <inheritdoc/>
    public async ValueTask<GeneratedFiles> RunAsync(ActionContext context, CancellationToken cancel)
    {
        if (!ApiClientGenerator.IsName(Namespace, isNamespace: true)) throw new ActionInputException("namespace", $"`namespace` is {Words.Quote(Namespace)}, which C# does not take: give names with dots between them, such as Acme.Api.");
        if (Name is { } name && !ApiClientGenerator.IsName(name, isNamespace: false)) throw new ActionInputException("name", $"`name` is {Words.Quote(name)}, which C# does not take as a class: give a name such as PetstoreClient.");
        var folder = RegularFile.FullPath(Output, context.BaseDirectory, "output");
        if (File.Exists(folder)) throw new ActionInputException("output", $"`output` is {Output}, which is a file: name a folder.");
        using var http = DocumentFetching.For(context.Network);
        try
        {
            var client = await ApiClientGenerator.GenerateAsync(new()
            {
                Document = Document, Folder = context.BaseDirectory, Namespace = Namespace, Name = Name, SplitByTag = Split == ClientSplit.Tag,
                Include = Include, Exclude = Exclude, Pages = Pages, IsLenient = Lenient, Http = http,
            }, cancel).ConfigureAwait(false);
            if (client.Operations == 0 && (Include.Count > 0 || Exclude.Count > 0)) throw new ActionInputException("include", "`include` and `exclude` leave no operation: patterns are paths (/pets/*), methods with paths (GET /pets/*), tags or operationIds.");
            foreach (var warning in client.Warnings) context.Log(LogLevel.Warning, warning);
            return Write(client, folder);
        }
        catch (ApiDocumentException e)
        {
            throw DocumentFetching.Unusable(e, "document");
        }
        catch (ArgumentException e) when (Pages.Count > 0)
        {
            throw new ActionInputException("pages", $"`pages`: {e.Message}", e);
        }
    }

    GeneratedFiles Write(GeneratedClient client, string folder)
    {
        var files = new List<WrittenFile>();
        List<string> leftOver;
        try
        {
            if (!Check) Directory.CreateDirectory(folder);
            foreach (var file in client.Files)
            {
                var path = Path.Combine(folder, file.Name);
                var isStale = !File.Exists(path) || File.ReadAllText(path).ReplaceLineEndings("\n") != file.Text;
                if (isStale && !Check) File.WriteAllText(path, file.Text);
                files.Add(new(Path.Combine(Output, file.Name), file.Text.Length, isStale));
            }

            leftOver = LeftOver.In(folder, client.Files);
            if (!Check) leftOver.ForEach(static path => File.Delete(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ActionInputException("output", $"`output` is {Output}, which cannot be {(Check ? "read" : "written")}: {e.Message}", e);
        }

        List<string> removed = [.. leftOver.Select(path => Path.Combine(Output, Path.GetFileName(path)))];
        return new(client.Name, files, [.. files.Where(static file => file.Changed).Select(static file => file.Path), .. removed], removed, client.Warnings, client.Operations);
    }
}

/// <summary>A client's files.</summary>
/// <param name="Client">The client's class.</param>
/// <param name="Files">The files.</param>
/// <param name="Stale">The files that were not as the document wants them: written or removed by now, or only named with <c>check</c>.</param>
/// <param name="Removed">Those of them that were made from the same document once, such as the file of a tag that is gone, and are not wanted any more.</param>
/// <param name="Warnings">What is odd about the document.</param>
/// <param name="Operations">How many operations the client has.</param>
public sealed record GeneratedFiles(string Client, IReadOnlyList<WrittenFile> Files, IReadOnlyList<string> Stale, IReadOnlyList<string> Removed, IReadOnlyList<string> Warnings, int Operations);

/// <summary>A file of a client.</summary>
/// <param name="Path">Its path, below the output folder as it is given.</param>
/// <param name="Length">How many characters it has.</param>
/// <param name="Changed">Whether it was not as the document wants it.</param>
public sealed record WrittenFile(string Path, int Length, bool Changed);
