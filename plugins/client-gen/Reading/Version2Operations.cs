using Runner.Plugins.ClientGen.Model;

namespace Runner.Plugins.ClientGen.Reading;

/// <summary>Reads operations of OpenAPI 2.0, as if the document were of 3.0.</summary>
sealed class Version2Operations : OperationReader
{
    public Version2Operations(DocumentSet files, SchemaReader schemas, Findings findings) : base(files, schemas, findings) =>
        SecuritySchemes = [.. (Root.Object("securityDefinitions")?.Members ?? []).Select(each => Scheme(each.Key, each.Value)).OfType<ApiSecurityScheme>()];

    /// <inheritdoc/>
    public override IReadOnlyList<ApiSecurityScheme> SecuritySchemes { get; }

    static ApiSecurityScheme? Scheme(string id, DocumentNode node) => node.TextOf("type") switch
    {
        "basic" => new(id, ApiSecurityKind.Basic) { Description = node.TextOf("description") },
        "apiKey" => new(id, ApiSecurityKind.ApiKey)
        {
            ParameterName = node.TextOf("name"),
            Place = node.TextOf("in") == "query" ? ParameterPlace.Query : ParameterPlace.Header,
            Description = node.TextOf("description"),
        },
        "oauth2" => new(id, ApiSecurityKind.OAuth2)
        {
            TokenUrl = node.TextOf("flow") == "application" ? node.TextOf("tokenUrl") : null,
            Scopes = [.. (node.Object("scopes")?.Members ?? []).Select(static scope => scope.Key)],
            Description = node.TextOf("description"),
        },
        _ => null,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<ApiServer> ServersOf(DocumentNode node)
    {
        if (!ReferenceEquals(node, Root)) return [];
        var path = node.TextOf("basePath")?.TrimEnd('/') ?? "";
        if (node.TextOf("host") is not { Length: > 0 } host) return path.Length == 0 ? [] : [new(path, null, [])];
        return [.. node.TextsOf("schemes").DefaultIfEmpty("https").OrderBy(static scheme => scheme != "https").Select(scheme => new ApiServer($"{scheme}://{host}{path}", null, []))];
    }

    /// <inheritdoc/>
    protected override ApiParameter? ReadParameter(DocumentNode node)
    {
        ParameterPlace? place = node.TextOf("in") switch { "path" => ParameterPlace.Path, "query" => ParameterPlace.Query, "header" => ParameterPlace.Header, _ => null };
        if (place is not { } known || node.TextOf("name") is not { } name) return null;
        var (style, explode) = StyleOf(node, known);
        return new(name, known, Schemas.Read(Bare(node)))
        {
            Style = style,
            Explode = explode,
            IsRequired = known == ParameterPlace.Path || node.IsTrue("required"),
            Description = node.TextOf("description"),
            Example = node["x-example"],
            Node = node,
        };
    }

    static (string Style, bool Explode) StyleOf(DocumentNode node, ParameterPlace place) => node.TextOf("collectionFormat") switch
    {
        "multi" => ("form", true),
        "ssv" => ("spaceDelimited", false),
        "tsv" => ("tabDelimited", false),
        "pipes" => ("pipeDelimited", false),
        _ => (place == ParameterPlace.Query ? "form" : "simple", false),
    };

    /// <summary>A parameter as a schema: it is one, but for what is said of the parameter.</summary>
    static DocumentNode Bare(DocumentNode node)
    {
        var schema = new DocumentNode(NodeKind.Object, null, node.Parent, node.Key, node.File, node.Mark);
        foreach (var (name, value) in node.Members)
            if (name is not ("description" or "name" or "in" or "required" or "collectionFormat")) schema.Add(name, value);
        return schema;
    }

    /// <inheritdoc/>
    protected override ApiBody? ReadBody(DocumentNode operation, IReadOnlyList<DocumentNode> parameters)
    {
        var types = Types(operation, "consumes");
        if (parameters.LastOrDefault(static each => each.TextOf("in") == "body") is { } body)
        {
            var schema = body["schema"] is { } given ? Schemas.Read(given) : null;
            return new([.. types.DefaultIfEmpty("application/json").Select(type => new ApiContent(type, schema))], body.IsTrue("required"), body.TextOf("description"));
        }

        var fields = parameters.Where(static each => each.TextOf("in") == "formData" && each.TextOf("name") is not null).ToList();
        if (fields.Count == 0) return null;
        var form = types.FirstOrDefault(static type => type.StartsWith("multipart/", StringComparison.Ordinal) || type == "application/x-www-form-urlencoded");
        if (form is null || fields.Exists(static each => each.TextOf("type") == "file")) form = fields.Exists(static each => each.TextOf("type") == "file") ? "multipart/form-data" : "application/x-www-form-urlencoded";
        var encodings = fields.Where(static each => each.TextOf("type") == "array").ToDictionary(static each => each.TextOf("name")!, static each => Encoding(each), StringComparer.Ordinal);
        return new([new(form, Schemas.Read(FormOf(operation, fields))) { Encodings = encodings }], fields.Exists(static each => each.IsTrue("required")), null);
    }

    static ApiEncoding Encoding(DocumentNode field)
    {
        var (style, explode) = StyleOf(field, ParameterPlace.Query);
        return new(null, style, explode, []);
    }

    /// <summary>The fields of a form as an object.</summary>
    static DocumentNode FormOf(DocumentNode operation, List<DocumentNode> fields)
    {
        var form = new DocumentNode(NodeKind.Object, null, operation, "parameters", operation.File, operation.Mark);
        var properties = new DocumentNode(NodeKind.Object, null, form, "properties", operation.File, operation.Mark);
        var required = new DocumentNode(NodeKind.Array, null, form, "required", operation.File, operation.Mark);
        form.Add("type", new(NodeKind.String, "object", form, "type", operation.File, operation.Mark));
        form.Add("properties", properties);
        form.Add("required", required);
        foreach (var field in fields)
        {
            var schema = Bare(field);
            if (field["description"] is { } description) schema.Add("description", description);
            properties.Add(field.TextOf("name")!, schema);
            if (field.IsTrue("required")) required.Add(field["name"]!);
        }

        return form;
    }

    /// <inheritdoc/>
    protected override ApiResponse ReadResponse(string status, DocumentNode node, DocumentNode operation)
    {
        if (node["schema"] is not { } given) return new(status, [], HeadersOf(node), node.TextOf("description"));
        var schema = Schemas.Read(given);
        var isFile = given.TextOf("type") == "file";
        return new(status, [.. Types(operation, "produces").DefaultIfEmpty(isFile ? "application/octet-stream" : "application/json").Select(type => new ApiContent(type, schema))], HeadersOf(node), node.TextOf("description"));
    }

    IEnumerable<string> Types(DocumentNode operation, string key) => (operation[key] is null ? Root : operation).TextsOf(key).Where(static type => type.Length > 0).Distinct();
}
