using System.Security.Cryptography;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>A document with all files that it refers to. They are read first, so that following a reference waits for nothing.</summary>
sealed class DocumentSet
{
    /// <summary>References to references, at most: more are a circle.</summary>
    const int MostSteps = 100;

    readonly Dictionary<string, DocumentFile> files = new(StringComparer.Ordinal);
    readonly Dictionary<string, DocumentProblem> missing = new(StringComparer.Ordinal);
    readonly List<DocumentFile> inOrder = [];

    /// <summary>The schemas with an <c>$id</c>, by what it is as an address.</summary>
    readonly Dictionary<string, DocumentNode> identified = new(StringComparer.Ordinal);

    /// <summary>How many more references a pointer may lead through: circles of them end.</summary>
    int turns;

    DocumentSet()
    {
    }

    /// <summary>The document itself.</summary>
    public DocumentFile Main => inOrder[0];

    /// <summary>The SHA-256 of all files, in hexadecimal.</summary>
    public string Hash()
    {
        if (inOrder.Count == 1) return Convert.ToHexStringLower(SHA256.HashData(Main.Bytes));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in inOrder) hash.AppendData(SHA256.HashData(file.Bytes));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads a document.</summary>
    /// <param name="document">A path, absolute or relative to <paramref name="folder"/>, or a URL.</param>
    /// <param name="folder">What relative paths are relative to.</param>
    /// <param name="source">What it is read by.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ApiDocumentException">It cannot be read, or is neither JSON nor YAML.</exception>
    public static async ValueTask<DocumentSet> LoadAsync(string document, string folder, DocumentSource source, CancellationToken cancel)
    {
        Uri address;
        try
        {
            address = DocumentSource.IsUrl(document) ? new Uri(document) : new Uri("file://" + Uri.EscapeDataString(Path.GetFullPath(document, folder)).Replace("%2F", "/", StringComparison.Ordinal));
        }
        catch (Exception cause) when (cause is UriFormatException or ArgumentException)
        {
            throw new ApiDocumentException("this is neither a path nor a URL", new(document, 0, 0, null), cause);
        }

        var set = new DocumentSet();
        var waiting = new Queue<Uri>();
        await set.AddAsync(address, document, source, cancel).ConfigureAwait(false);
        set.FindReferences(set.Main, waiting);
        while (waiting.TryDequeue(out var next))
        {
            if (set.files.ContainsKey(next.AbsoluteUri) || set.identified.ContainsKey(next.AbsoluteUri) || set.missing.ContainsKey(next.AbsoluteUri)) continue;
            var name = set.NameOf(next, document);
            try
            {
                if (set.inOrder.Count >= source.Limits.Files) throw new ApiDocumentException($"the document refers to more than {source.Limits.Files} files", new(name, 0, 0, null));
                if (next.IsFile && !address.IsFile) throw new ApiDocumentException("a document from a URL may not refer to files", new(name, 0, 0, null));
                set.FindReferences(await set.AddAsync(next, name, source, cancel).ConfigureAwait(false), waiting);
            }
            catch (ApiDocumentException e)
            {
                // Wrong only where it is used: an example may hold what looks like a reference.
                set.missing[next.AbsoluteUri] = e.Problems[0];
            }
        }

        return set;
    }

    async ValueTask<DocumentFile> AddAsync(Uri address, string name, DocumentSource source, CancellationToken cancel)
    {
        var room = source.Limits.Bytes - inOrder.Sum(static each => (long)each.Bytes.Length);
        var bytes = await source.ReadAsync(address, name, room, cancel).ConfigureAwait(false);
        var file = Parse(name, address, bytes, source.Limits);
        files[address.AbsoluteUri] = file;
        inOrder.Add(file);
        return file;
    }

    static DocumentFile Parse(string name, Uri address, byte[] bytes, ReadingLimits limits)
    {
        var start = bytes.AsSpan().TrimStart(" \t\r\n\uFEFF"u8);
        if (start.StartsWith("\u0000"u8) || start.IndexOf((byte)0) >= 0) throw new ApiDocumentException("this is no text in UTF-8", new(name, 1, 1, null));
        var isJson = start.Length > 0 && start[0] is (byte)'{' or (byte)'[';
        var file = new DocumentFile(name, address, bytes, HasLines: !isJson);
        if (start.StartsWith("<"u8)) throw new ApiDocumentException("this is HTML or XML, not an OpenAPI document", new(name, 1, 1, null));
        file.Root = isJson ? JsonNodes.Read(file, limits) : YamlNodes.Read(file, limits);
        return file;
    }

    /// <summary>What a file of the document is called: as the document, with its own path.</summary>
    string NameOf(Uri address, string document)
    {
        if (!address.IsFile) return address.AbsoluteUri;
        var folder = Path.GetDirectoryName(Main.Address.LocalPath)!;
        return Path.Combine(Path.GetDirectoryName(document) ?? "", Path.GetRelativePath(folder, address.LocalPath));
    }

    void FindReferences(DocumentFile file, Queue<Uri> waiting)
    {
        foreach (var node in DocumentFile.NodesOf(file.Root))
        {
            Note(node["$ref"]);
            if (node.TextOf("$id") is { } id && AddressOf(id, file) is { } own) identified.TryAdd(own.AbsoluteUri, node);
            if (node.Object("discriminator")?.Object("mapping") is not { } mapping) continue;
            foreach (var (_, target) in mapping.Members) if (target.Text is { } text && IsReference(text)) Note(target);
        }

        void Note(DocumentNode? reference)
        {
            if (reference is { Kind: NodeKind.String, Text: { Length: > 0 } text } && text[0] != '#' && AddressOf(text, file) is { } address) waiting.Enqueue(address);
        }
    }

    /// <summary>Whether a value of a discriminator's mapping is a reference rather than the name of a schema.</summary>
    internal static bool IsReference(string text) =>
        text.Contains('#', StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal) || Path.GetExtension(text) is ".json" or ".yaml" or ".yml";

    /// <summary>The address of a reference's file; null where it is none.</summary>
    static Uri? AddressOf(string reference, DocumentFile file)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var path = hash < 0 ? reference : reference[..hash];
        return Uri.TryCreate(file.Address, path, out var address) && (address.IsFile || address.Scheme is "http" or "https") ? address : null;
    }

    /// <summary>Follows a node's reference, and those that it leads to; the node itself where it has none.</summary>
    /// <param name="node">The node.</param>
    /// <param name="problem">What is wrong where null is returned.</param>
    public DocumentNode? Resolve(DocumentNode node, out DocumentProblem? problem)
    {
        problem = null;
        turns = MostSteps;
        var start = node;
        for (var steps = 0; ReferenceOf(node) is { } reference; steps++)
        {
            if (steps == MostSteps)
            {
                problem = new($"the reference {start["$ref"]?.Text} leads back to itself", start.Place);
                return null;
            }

            if (Find(reference, node.File, out var why) is not { } target)
            {
                problem = new($"the reference {reference} leads nowhere: {why}", node.Place);
                return null;
            }

            node = target;
        }

        return node;
    }

    /// <summary>The reference of a node; null where it has none.</summary>
    internal static string? ReferenceOf(DocumentNode node) =>
        (node["$ref"] ?? node["$dynamicRef"] ?? node["$recursiveRef"]) is { Kind: NodeKind.String, Text: { } text } ? text : null;

    /// <summary>What a reference names; null where there is nothing.</summary>
    internal DocumentNode? Find(string reference, DocumentFile file, out string? why)
    {
        why = null;
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        if (hash != 0)
        {
            var address = AddressOf(reference, file);
            if (address is null || !files.TryGetValue(address.AbsoluteUri, out var other))
            {
                if (address is not null && identified.TryGetValue(address.AbsoluteUri, out var schema)) return hash < 0 || hash + 1 == reference.Length ? schema : Walk(schema, Uri.UnescapeDataString(reference[(hash + 1)..]), out why);
                // As documents of version 2 were once written: the name of a definition alone.
                if (hash < 0 && file.Root.Object("definitions")?[reference] is { } definition) return definition;
                why = AddressOf(reference, file) is { } wanted && missing.TryGetValue(wanted.AbsoluteUri, out var problem) ? problem.Message : "there is no such file";
                return null;
            }

            file = other;
        }

        var fragment = hash < 0 ? "" : Uri.UnescapeDataString(reference[(hash + 1)..]);
        if (fragment.Length == 0) return file.Root;
        if (fragment[0] != '/')
        {
            if (file.Anchor(fragment) is { } anchored) return anchored;
            why = $"{file.Name} has no $anchor of this name";
            return null;
        }

        return Walk(file.Root, fragment, out why);
    }

    DocumentNode? Walk(DocumentNode from, string pointer, out string? why)
    {
        why = null;
        var node = from;
        foreach (var part in pointer.Split('/').Skip(1))
        {
            var key = part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var next = node.Kind == NodeKind.Array ? int.TryParse(key, out var index) && index >= 0 && index < node.Items.Count ? node.Items[index] : null : node[key];
            // A path through another reference.
            if (next is null && ReferenceOf(node) is { } reference && reference != pointer && turns-- > 0 && Find(reference, node.File, out _) is { } through) next = through[key];
            if (next is null)
            {
                var known = node.Members.Select(static member => member.Key).FirstOrDefault(each => each.Equals(key, StringComparison.OrdinalIgnoreCase));
                why = $"{node.Pointer} of {from.File.Name} has no {key}{(known is null ? "" : $"; did you mean {known}?")}";
                return null;
            }

            node = next;
        }

        return node;
    }
}
