namespace Runner.Plugins.ClientGen;

/// <summary>What a client is made from, and how it is to be.</summary>
public sealed record ClientOptions
{
    /// <summary>The OpenAPI document: a path, or a URL where <see cref="Http"/> is given.</summary>
    public required string Document { get; init; }

    /// <summary>What a relative path is relative to; by default the process's folder.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    /// <summary>The C# namespace of all that is written.</summary>
    public required string Namespace { get; init; }

    /// <summary>The client's class; null for one made from the document's title, such as <c>PetstoreClient</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Whether each tag is a file of its own.</summary>
    public bool SplitByTag { get; init; }

    /// <summary>Which operations there are to be: <c>/pets/*</c> is a path, <c>GET /pets/*</c> a method too, anything else a tag or an operationId. Empty for all.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Which operations there are not to be, written like <see cref="Include"/>.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>
    /// How pages follow each other where it is not recognised: <c>listPets cursor=after items=data next=meta.next</c>, <c>listPets offset=skip</c>,
    /// <c>listPets page=p items=rows</c>, <c>listPets link</c>; <c>listPets none</c> for no pages. The first word chooses operations as
    /// <see cref="Include"/> does.
    /// </summary>
    public IReadOnlyList<string> Pages { get; init; } = [];

    /// <summary>Whether references that lead nowhere are taken for anything, with a warning, in place of an error.</summary>
    public bool IsLenient { get; init; }

    /// <summary>What documents are fetched by from URLs: its handler decides what may be reached. Null where none may be.</summary>
    public HttpClient? Http { get; init; }
}

/// <summary>A file of a client.</summary>
/// <param name="Name">Its name, without a folder.</param>
/// <param name="Text">What it holds, with <c>\n</c> as the end of lines.</param>
public sealed record GeneratedFile(string Name, string Text);

/// <summary>A client that was made.</summary>
/// <param name="Name">Its class.</param>
/// <param name="Files">Its files.</param>
/// <param name="Warnings">What was odd about the document, each with its place.</param>
/// <param name="Operations">How many operations it has.</param>
public sealed record GeneratedClient(string Name, IReadOnlyList<GeneratedFile> Files, IReadOnlyList<string> Warnings, int Operations);
