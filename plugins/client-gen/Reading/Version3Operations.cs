using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>Reads operations of OpenAPI 3.0, 3.1 and 3.2.</summary>
sealed class Version3Operations : OperationReader
{
    public Version3Operations(DocumentSet files, SchemaReader schemas, Findings findings) : base(files, schemas, findings) =>
        SecuritySchemes = [.. (Root.Object("components")?.Object("securitySchemes")?.Members ?? []).Select(each => Scheme(each.Key, each.Value)).OfType<ApiSecurityScheme>()];

    /// <inheritdoc/>
    public override IReadOnlyList<ApiSecurityScheme> SecuritySchemes { get; }

    ApiSecurityScheme? Scheme(string id, DocumentNode reference)
    {
        if (Followed(reference) is not { } node) return null;
        var scheme = node.TextOf("scheme")?.ToLowerInvariant();
        ApiSecurityKind? kind = node.TextOf("type") switch
        {
            "apiKey" => ApiSecurityKind.ApiKey,
            "http" => scheme switch { "basic" => ApiSecurityKind.Basic, "bearer" => ApiSecurityKind.Bearer, _ => ApiSecurityKind.Http },
            "oauth2" => ApiSecurityKind.OAuth2,
            "openIdConnect" => ApiSecurityKind.OpenId,
            "mutualTLS" => ApiSecurityKind.MutualTls,
            _ => null,
        };
        if (kind is not { } known)
        {
            Findings.Warn($"the security scheme {id} is of no known type", node);
            return null;
        }

        var flows = node.Object("flows")?.Members ?? [];
        return new(id, known)
        {
            ParameterName = node.TextOf("name"),
            Place = node.TextOf("in") switch { "query" => ParameterPlace.Query, "cookie" => ParameterPlace.Cookie, _ => ParameterPlace.Header },
            Scheme = node.TextOf("scheme"),
            TokenUrl = node.Object("flows")?.Object("clientCredentials")?.TextOf("tokenUrl"),
            Scopes = [.. flows.SelectMany(static flow => flow.Value.Object("scopes")?.Members ?? []).Select(static scope => scope.Key).Distinct()],
            Description = node.TextOf("description"),
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ApiServer> ServersOf(DocumentNode node) =>
        [.. (node["servers"]?.Items ?? []).Where(static server => server.TextOf("url") is not null).Select(static server => new ApiServer(server.TextOf("url")!, server.TextOf("description"),
            [.. (server.Object("variables")?.Members ?? []).Select(static variable => new ApiServerVariable(variable.Key, variable.Value.TextOf("default") ?? variable.Value.TextsOf("enum").FirstOrDefault() ?? "", [.. variable.Value.TextsOf("enum")], variable.Value.TextOf("description")))]))];

    /// <inheritdoc/>
    protected override ApiParameter? ReadParameter(DocumentNode node)
    {
        ParameterPlace? place = node.TextOf("in") switch { "path" => ParameterPlace.Path, "query" => ParameterPlace.Query, "header" => ParameterPlace.Header, "cookie" => ParameterPlace.Cookie, "querystring" => ParameterPlace.QueryString, _ => null };
        if (place is not { } known || node.TextOf("name") is not { } name)
        {
            Findings.Warn(place is null ? "this parameter is in no known place: it is left out" : "this parameter has no name: it is left out", node);
            return null;
        }

        var content = node.Object("content") is { Members: [var first, ..] } ? first : default;
        var style = node.TextOf("style") ?? (known is ParameterPlace.Query or ParameterPlace.Cookie ? "form" : "simple");
        return new(name, known, Schemas.Read((content.Value ?? node)["schema"] ?? Nothing(node)))
        {
            Style = style,
            Explode = node["explode"] is null ? style is "form" or "cookie" : node.IsTrue("explode"),
            AllowReserved = node.IsTrue("allowReserved"),
            ContentType = content.Key,
            IsRequired = known == ParameterPlace.Path || node.IsTrue("required"),
            IsDeprecated = node.IsTrue("deprecated"),
            Description = node.TextOf("description"),
            Example = ExampleOf(node),
            Node = node,
        };
    }

    /// <summary>A schema that says nothing, standing where one is missing.</summary>
    static DocumentNode Nothing(DocumentNode node) => new(NodeKind.Object, null, node, "schema", node.File, node.Mark);

    static DocumentNode? ExampleOf(DocumentNode node) => node["example"] ?? node.Object("examples")?.Members.Select(static each => each.Value["value"]).FirstOrDefault(static value => value is not null);

    /// <inheritdoc/>
    protected override ApiBody? ReadBody(DocumentNode operation, IReadOnlyList<DocumentNode> parameters)
    {
        if (operation["requestBody"] is not { } given || Followed(given) is not { } node) return null;
        var contents = Contents(node);
        return contents.Count == 0 ? null : new(contents, node.IsTrue("required"), node.TextOf("description"));
    }

    /// <inheritdoc/>
    protected override ApiResponse ReadResponse(string status, DocumentNode node, DocumentNode operation) => new(status, Contents(node), HeadersOf(node), node.TextOf("description"));

    List<ApiContent> Contents(DocumentNode node)
    {
        var contents = new List<ApiContent>();
        foreach (var (type, given) in node.Object("content")?.Members ?? [])
        {
            var media = Followed(given) ?? Nothing(node);
            contents.Add(new(type.Trim(), media["schema"] is { } schema ? Schemas.Read(schema) : null)
            {
                Items = media["itemSchema"] is { } items ? Schemas.Read(items) : null,
                Encodings = (media.Object("encoding")?.Members ?? []).Where(static each => each.Value.Kind == NodeKind.Object).ToDictionary(static each => each.Key, each => Encoding(each.Value), StringComparer.Ordinal),
                Example = ExampleOf(media),
            });
        }

        return contents;
    }

    ApiEncoding Encoding(DocumentNode node) => new(node.TextOf("contentType"), node.TextOf("style"), node["explode"] is null ? null : node.IsTrue("explode"), HeadersOf(node));
}
