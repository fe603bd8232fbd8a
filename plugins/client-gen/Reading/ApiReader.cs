using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>An API that was read, and what was odd about its document.</summary>
/// <param name="Api">The API.</param>
/// <param name="Warnings">What was odd.</param>
sealed record ReadApi(ApiModel Api, IReadOnlyList<DocumentProblem> Warnings);

/// <summary>Reads OpenAPI documents of 2.0 and 3.0 to 3.2 into the model.</summary>
static class ApiReader
{
    /// <summary>Reads a document.</summary>
    /// <param name="document">A path or a URL.</param>
    /// <param name="folder">What relative paths are relative to.</param>
    /// <param name="source">What it is read by.</param>
    /// <param name="isLenient">Whether references that lead nowhere are taken for anything, with a warning.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="ApiDocumentException">It cannot be read, is no OpenAPI document, or refers to what is not there.</exception>
    public static async ValueTask<ReadApi> ReadAsync(string document, string folder, DocumentSource source, bool isLenient, CancellationToken cancel)
    {
        var files = await DocumentSet.LoadAsync(document, folder, source, cancel).ConfigureAwait(false);
        return Read(files, isLenient);
    }

    static ReadApi Read(DocumentSet files, bool isLenient)
    {
        var root = files.Main.Root;
        var isV2 = IsVersion2(root);
        var findings = new Findings();
        var schemas = new SchemaReader(files, findings);
        var named = NameSchemas(root, isV2, schemas);
        OperationReader operations = isV2 ? new Version2Operations(files, schemas, findings) : new Version3Operations(files, schemas, findings);
        if (root["paths"] is { Kind: not (NodeKind.Object or NodeKind.Null) } wrong) findings.Warn("`paths` is no mapping of paths: no operation is read", wrong);
        var paths = operations.ReadPaths(root.Object("paths"), isWebhook: false).ToList();
        var webhooks = operations.ReadPaths(root.Object("webhooks") ?? root.Object("x-webhooks"), isWebhook: true).Concat(operations.Callbacks).ToList();
        schemas.Finish();
        operations.WarnOfDuplicates(paths);
        if (!isLenient && findings.MissingReferences.Count > 0) throw new ApiDocumentException(findings.MissingReferences);
        var info = root.Object("info");
        var api = new ApiModel
        {
            Title = info?.TextOf("title") is { Length: > 0 } title ? title : Path.GetFileNameWithoutExtension(files.Main.Address.LocalPath),
            Version = info?.TextOf("version") ?? "",
            Description = info?.TextOf("description"),
            Specification = root.TextOf(isV2 ? "swagger" : "openapi")!,
            Source = files.Main.Address.IsFile ? Path.GetFileName(files.Main.Address.LocalPath) : files.Main.Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped),
            Hash = files.Hash(),
            Servers = Absolute(operations.ServersOf(root), files.Main.Address),
            Tags = [.. (root["tags"]?.Items ?? []).Where(static tag => tag.TextOf("name") is not null).Select(static tag => new ApiTag(tag.TextOf("name")!, tag.TextOf("description")))],
            SecuritySchemes = operations.SecuritySchemes,
            Operations = paths,
            Webhooks = webhooks,
            Schemas = named,
        };
        return new(api, [.. findings.Warnings, .. findings.MissingReferences.Select(static problem => problem with { Message = $"{problem.Message}: it is taken for anything" })]);
    }

    static bool IsVersion2(DocumentNode root)
    {
        var version = root.TextOf("openapi");
        if (version?.StartsWith("3.", StringComparison.Ordinal) == true) return false;
        var old = root.TextOf("swagger");
        if (version is null && old is "2.0" or "2") return true;
        throw new ApiDocumentException(
            version is not null ? $"OpenAPI {version} is none that is known here: 2.0 and 3.0 to 3.2 are"
            : old is not null ? $"Swagger {old} is none that is known here: 2.0 is"
            : root.TextOf("asyncapi") is not null ? "this is an AsyncAPI document, not an OpenAPI document"
            : root["$schema"] is not null ? "this is a JSON schema, not an OpenAPI document: it says neither openapi nor swagger"
            : root.Object("info")?["_postman_id"] is not null ? "this is a Postman collection, not an OpenAPI document"
            : "this is no OpenAPI document: it begins with neither `openapi: 3.1.0` nor `swagger: \"2.0\"`", root.Place);
    }

    static List<ApiSchema> NameSchemas(DocumentNode root, bool isV2, SchemaReader schemas)
    {
        var named = new List<ApiSchema>();
        foreach (var (name, node) in (isV2 ? root : root.Object("components"))?.Object(isV2 ? "definitions" : "schemas")?.Members ?? [])
        {
            var schema = schemas.Read(node);
            if (!ReferenceEquals(schema.Node, node)) continue;
            schema.Name = name;
            named.Add(schema);
        }

        return named;
    }

    /// <summary>A server is relative to the document.</summary>
    static IReadOnlyList<ApiServer> Absolute(IReadOnlyList<ApiServer> servers, Uri document) => document.IsFile ? servers : servers.Count == 0
        ? [new(document.GetLeftPart(UriPartial.Authority), null, [])]
        : [.. servers.Select(server => server.Url.Contains("://", StringComparison.Ordinal) || server.Url.StartsWith('{') ? server : server with { Url = Unescaped(new Uri(document, server.Url).AbsoluteUri) })];

    static string Unescaped(string url) => url.Replace("%7B", "{", StringComparison.OrdinalIgnoreCase).Replace("%7D", "}", StringComparison.OrdinalIgnoreCase);
}
