using System.Text.RegularExpressions;
using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>Reads operations: what is alike in all versions.</summary>
abstract partial class OperationReader(DocumentSet files, SchemaReader schemas, Findings findings)
{
    static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

    readonly List<ApiOperation> callbacks = [];

    /// <summary>The schemas.</summary>
    protected SchemaReader Schemas => schemas;

    /// <summary>What is odd.</summary>
    protected Findings Findings => findings;

    /// <summary>The document.</summary>
    protected DocumentNode Root => files.Main.Root;

    /// <summary>The operations of callbacks; known when the paths are read.</summary>
    public IReadOnlyList<ApiOperation> Callbacks => callbacks;

    /// <summary>The security schemes that are known.</summary>
    public abstract IReadOnlyList<ApiSecurityScheme> SecuritySchemes { get; }

    /// <summary>The servers of the document, a path or an operation.</summary>
    public abstract IReadOnlyList<ApiServer> ServersOf(DocumentNode node);

    /// <summary>A parameter; null where the node is none.</summary>
    protected abstract ApiParameter? ReadParameter(DocumentNode node);

    /// <summary>The body of an operation; null for none.</summary>
    protected abstract ApiBody? ReadBody(DocumentNode operation, IReadOnlyList<DocumentNode> parameters);

    /// <summary>An answer.</summary>
    protected abstract ApiResponse ReadResponse(string status, DocumentNode node, DocumentNode operation);

    /// <summary>The operations of paths or webhooks.</summary>
    public IEnumerable<ApiOperation> ReadPaths(DocumentNode? paths, bool isWebhook)
    {
        foreach (var (path, item) in paths?.Members ?? [])
        {
            if (path.StartsWith("x-", StringComparison.Ordinal)) continue;
            foreach (var operation in ReadItem(path, item, isWebhook)) yield return operation;
        }
    }

    IEnumerable<ApiOperation> ReadItem(string path, DocumentNode node, bool isWebhook)
    {
        if (Followed(node) is not { } item) yield break;
        foreach (var (method, operation) in item.Members.Where(static member => Methods.Contains(member.Key)).Concat(item.Object("additionalOperations")?.Members ?? []))
        {
            if (operation.Kind != NodeKind.Object) continue;
            yield return Read(path, method.ToUpperInvariant(), operation, item, isWebhook);
            foreach (var (_, callback) in operation.Object("callbacks")?.Members ?? [])
            {
                if (Followed(callback) is not { } expressions || isWebhook) continue;
                callbacks.AddRange(ReadPaths(expressions, isWebhook: true));
            }
        }
    }

    ApiOperation Read(string path, string method, DocumentNode node, DocumentNode item, bool isWebhook)
    {
        var given = (item["parameters"]?.Items ?? []).Concat(node["parameters"]?.Items ?? []).Select(Followed).OfType<DocumentNode>().ToList();
        var responses = (node.Object("responses")?.Members ?? [])
            .Where(static response => !response.Key.StartsWith("x-", StringComparison.Ordinal))
            .Select(response => StatusOf(response.Key) is { } status && Followed(response.Value) is { } found ? ReadResponse(status, found, node) : null)
            .OfType<ApiResponse>().ToList();
        var security = SecurityOf(node["security"] ?? Root["security"]);
        var servers = ServersOf(node);
        return new()
        {
            Id = node.TextOf("operationId") is { Length: > 0 } id ? id : null,
            Method = method,
            Path = path,
            Tags = [.. node.TextsOf("tags").Where(static tag => tag.Length > 0)],
            Summary = node.TextOf("summary"),
            Description = node.TextOf("description"),
            IsDeprecated = node.IsTrue("deprecated"),
            Node = node,
            Parameters = Parameters(path, given, node, isWebhook, security.Count > 0),
            Body = ReadBody(node, given),
            Responses = responses,
            Security = security,
            Servers = servers.Count > 0 ? servers : ServersOf(item),
        };
    }

    static string? StatusOf(string written) => written.ToUpperInvariant() switch
    {
        "DEFAULT" => "default",
        [>= '1' and <= '5', 'X', 'X'] range => range,
        [>= '1' and <= '5', >= '0' and <= '9', >= '0' and <= '9'] status => status,
        _ => null,
    };

    [GeneratedRegex(@"\{([^{}/]+)\}")]
    private static partial Regex InPath();

    List<ApiParameter> Parameters(string path, List<DocumentNode> given, DocumentNode operation, bool isWebhook, bool isSecured)
    {
        var parameters = new List<ApiParameter>();
        foreach (var node in given)
        {
            if (ReadParameter(node) is not { } parameter || IsOther(parameter, isSecured)) continue;
            // The operation's own counts in place of the path's.
            var same = parameters.FindIndex(each => each.Name == parameter.Name && each.Place == parameter.Place);
            if (same < 0) parameters.Add(parameter);
            else parameters[same] = parameter;
        }

        if (isWebhook) return parameters;
        var inPath = InPath().Matches(path).Select(static match => match.Groups[1].Value).Distinct().ToList();
        foreach (var parameter in parameters.Where(each => each.Place == ParameterPlace.Path && !inPath.Contains(each.Name)).ToList())
        {
            var other = inPath.FirstOrDefault(name => name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase) && !parameters.Any(each => each.Place == ParameterPlace.Path && each.Name == name));
            findings.Warn($"the path {path} has no parameter {parameter.Name}{(other is null ? ": it is left out" : $": {other} is meant")}", parameter.Node);
            if (other is null) parameters.Remove(parameter);
            else parameters[parameters.IndexOf(parameter)] = parameter with { Name = other };
        }

        foreach (var name in inPath.Where(name => !parameters.Any(each => each.Place == ParameterPlace.Path && each.Name == name)))
        {
            findings.Warn($"the parameter {name} of the path is not described: it is taken for text", operation);
            parameters.Add(new(name, ParameterPlace.Path, new() { Node = operation, Kind = SchemaKind.String }) { Style = "simple", IsRequired = true, Node = operation });
        }

        return parameters;
    }

    /// <summary>Whether a header is described by other means, and is no parameter (OpenAPI, "Parameter Object").</summary>
    static bool IsOther(ApiParameter parameter, bool isSecured) => parameter.Place == ParameterPlace.Header
        && (parameter.Name.Equals("Accept", StringComparison.OrdinalIgnoreCase) || parameter.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)
            || (isSecured && parameter.Name.Equals("Authorization", StringComparison.OrdinalIgnoreCase)));

    List<ApiSecurityRequirement> SecurityOf(DocumentNode? node)
    {
        var alternatives = new List<ApiSecurityRequirement>();
        foreach (var alternative in node?.Items ?? [])
        {
            var needs = new List<ApiSecurityNeed>();
            foreach (var (name, scopes) in alternative.Members)
            {
                if (SecuritySchemes.Any(scheme => scheme.Id == name)) needs.Add(new(name, [.. scopes.Items.Select(static scope => scope.Text ?? "")]));
                else findings.Warn($"there is no security scheme {name}", scopes);
            }

            if (needs.Count == alternative.Members.Count) alternatives.Add(new(needs));
        }

        return alternatives.TrueForAll(static each => each.Needs.Count == 0) ? [] : alternatives;
    }

    /// <summary>Tells of ids that are used twice.</summary>
    public void WarnOfDuplicates(IEnumerable<ApiOperation> operations)
    {
        foreach (var same in operations.Where(static each => each.Id is not null).GroupBy(static each => each.Id).Where(static each => each.Count() > 1))
            foreach (var operation in same.Skip(1)) findings.Warn($"the operationId {same.Key} is used before, by {same.First().Method} {same.First().Path}", operation.Node);
    }

    /// <summary>What a node refers to, or the node; null, and told, where there is nothing.</summary>
    protected DocumentNode? Followed(DocumentNode node)
    {
        if (node.Kind != NodeKind.Object) return null;
        var target = files.Resolve(node, out var problem);
        if (problem is not null) findings.Missing(problem);
        return target is { Kind: NodeKind.Object } ? target : null;
    }

    /// <summary>The headers of an answer or a part.</summary>
    protected IReadOnlyList<ApiHeader> HeadersOf(DocumentNode node) =>
        [.. (node.Object("headers")?.Members ?? []).Select(header => Followed(header.Value) is { } found
            ? new ApiHeader(header.Key, schemas.Read(found["schema"] ?? (found["type"] is null ? found.Object("content")?.Members.Select(static each => each.Value["schema"]).FirstOrDefault() : null) ?? found), found.IsTrue("required"), found.TextOf("description"))
            : null).OfType<ApiHeader>()];
}
