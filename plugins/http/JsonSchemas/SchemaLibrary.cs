using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The schemas that a schema may refer to: its own parts, and files.</summary>
sealed class SchemaLibrary
{
    /// <summary>The largest file, in bytes.</summary>
    const int LargestFile = 8 * 1024 * 1024;

    static readonly JsonDocumentOptions Reading = new() { MaxDepth = 200, CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    readonly Dictionary<string, SchemaResource> byAddress = new(StringComparer.Ordinal);
    readonly List<SchemaDocument> documents = [];

    internal IReadOnlyList<string> Files => [.. documents.Select(static document => document.File).OfType<string>()];

    internal SchemaDocument AddInline(JsonElement schema, string folder) =>
        Add(new SchemaDocument("json-schema", null, new(Path.Join(folder, "json-schema")), schema, Dialect.Draft202012, byAddress));

    /// <exception cref="IOException">The file cannot be read.</exception>
    internal SchemaDocument AddFile(string path, Dialect otherwise)
    {
        var name = Path.GetFileName(path);
        if (RegularFile.WhyNot(path) is { } reason) throw new SchemaException(name, reason);
        var bytes = RegularFile.Read(path, LargestFile) ?? throw new SchemaException(name, $"is larger than the limit of {Words.Bytes(LargestFile)}");
        using var stream = new MemoryStream(bytes);
        try
        {
            using var document = JsonDocument.Parse(stream, Reading);
            return Add(new SchemaDocument(name, path, new(path), document.RootElement.Clone(), otherwise, byAddress));
        }
        catch (JsonException e)
        {
            throw new SchemaException(name, $"is not JSON: line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}", e);
        }
    }

    /// <summary>What a reference leads to.</summary>
    /// <param name="source">The schema that has it.</param>
    /// <param name="keyword">The keyword that it stands in.</param>
    /// <param name="reference">The reference.</param>
    /// <exception cref="SchemaException">It leads nowhere.</exception>
    internal SchemaPlace Find(SchemaPlace source, string keyword, string reference)
    {
        var place = source with { Pointer = $"{source.Pointer}/{keyword}" };
        var address = SchemaAddress.Resolve(source.Resource.Address, reference) ?? throw place.Problem($"{Words.Quote(reference)} is no URI reference");
        var fragment = SchemaAddress.Fragment(address);
        var resource = ResourceAt(SchemaAddress.WithoutFragment(address), place, reference);
        if (fragment.Length == 0) return resource.Root;
        if (fragment[0] != '/')
            return resource.Anchors.TryGetValue(fragment, out var named) ? named : throw place.Problem($"{Words.Quote(reference)} leads nowhere: there is no anchor of that name");
        var at = resource.Root;
        foreach (var token in fragment[1..].Split('/'))
        {
            var name = JsonPointers.Unescape(token);
            if (!JsonPointers.Step(at.Element, name, out var part)) throw place.Problem($"{Words.Quote(reference)} leads nowhere: there is no {Words.Quote(name)} in {at.Name}");
            at = at.Part(name, part);
        }
        return at;
    }

    SchemaResource ResourceAt(Uri address, SchemaPlace place, string reference)
    {
        if (byAddress.TryGetValue(address.AbsoluteUri, out var known)) return known;
        var path = address.IsFile ? address.LocalPath : Beside(address);
        if (path is null)
        {
            throw place.Problem(
                $"{Words.Quote(reference)} is {address.AbsoluteUri}, and nothing is fetched: only files are read. Save it beside the schema and refer to the file, or put it under `$defs`");
        }
        try
        {
            var added = AddFile(path, place.Resource.Dialect).Resources[""];
            byAddress.TryAdd(address.AbsoluteUri, added);
            return added;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw place.Problem($"{Words.Quote(reference)} leads to {path}, which cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>The file that lies to a document's file as an address does to that document's own.</summary>
    string? Beside(Uri address)
    {
        foreach (var document in documents)
        {
            var own = document.Root.Resource.Address;
            if (document.File is null || own.IsFile || own.Host != address.Host || own.Scheme != address.Scheme) continue;
            var relative = own.MakeRelativeUri(address);
            if (relative.IsAbsoluteUri) continue;
            var path = Path.GetFullPath(Path.Join(Path.GetDirectoryName(document.File), Uri.UnescapeDataString(relative.OriginalString)));
            if (File.Exists(path)) return path;
        }
        return null;
    }

    SchemaDocument Add(SchemaDocument document)
    {
        documents.Add(document);
        return document;
    }
}
