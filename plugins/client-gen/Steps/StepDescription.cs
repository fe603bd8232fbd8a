using System.Text.Json.Nodes;
using Runner.Plugins.ClientGen.Model;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>What a step may say to an operation, and what it gets.</summary>
static class StepDescription
{
    static readonly string[] Idempotent = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY"];

    public static DescribedAction Of(StepOperation operation, StepApi api)
    {
        var summary = operation.Api.Summary is { Length: > 0 } line ? line : operation.Api.Description is { Length: > 0 } text ? text : $"{operation.Api.Method} {operation.Api.Path}";
        return new(operation.Name, Inputs(operation, api), Result(operation))
        {
            Summary = SchemaText.Shortened(summary),
            Group = operation.Api.Tags.Count > 0 ? operation.Api.Tags[0] : null,
            Idempotent = Idempotent.Contains(operation.Api.Method),
            Safe = operation.Api.Method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "QUERY",
            DefaultExpect = "result.ok",
            Contract = "result.conforms",
            Deprecated = operation.Api.IsDeprecated ? "" : null,
        };
    }

    static JsonObject Inputs(StepOperation operation, StepApi api)
    {
        var fields = new JsonObject();
        var required = new JsonArray();
        foreach (var (input, parameter) in operation.Parameters)
        {
            var schema = SchemaText.Of(parameter.Schema, isInput: true);
            if (parameter.Description is { Length: > 0 } description) schema["description"] = SchemaText.Shortened(description);
            if (parameter.IsDeprecated) schema["deprecated"] = true;
            fields[input] = schema;
            if (parameter.IsRequired) required.Add((JsonNode)input);
        }

        if (operation.Api.Body is { } body)
        {
            fields[StepInputNames.Body] = Body(operation, body);
            if (body.IsRequired) required.Add((JsonNode)StepInputNames.Body);
            if (operation.Bodies.Count > 1) fields[StepInputNames.ContentType] = Choice("The kind of the body", operation.Bodies.Select(static each => each.MediaType));
        }

        if (Auth(operation, api) is { } auth) fields[StepInputNames.Auth] = auth;
        fields[StepInputNames.BaseUrl] = Text("Where the API is, such as http://localhost:8080/v2; by default what runner.yaml or the document says");
        if (StepServer.Of(operation, api) is { Variables.Count: > 0 } server) fields[StepInputNames.Server] = Variables(server);
        fields[StepInputNames.Headers] = new JsonObject { ["type"] = "object", ["additionalProperties"] = new JsonObject { ["type"] = "string" }, ["description"] = "Further headers" };
        fields[StepInputNames.SaveTo] = Text("A file to write the body of a success to, in place of keeping it");
        fields[StepInputNames.MaxBodySize] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["description"] = "How many bytes of the body are kept at most; a larger one is an error", ["default"] = StepSending.StandardBodySize };
        fields[StepInputNames.ConnectTimeout] = Text("How long opening the connection may take, such as 5s; 10s unless given");
        fields[StepInputNames.Proxy] = Text("A proxy's URL, or none; the environment's unless given");
        fields[StepInputNames.Tls] = Tls();
        return new() { ["type"] = "object", ["properties"] = fields, ["required"] = required };
    }

    static JsonObject Body(StepOperation operation, ApiBody body)
    {
        // Of several kinds the first is what is checked ahead; the others are when the step runs.
        var content = operation.Bodies[0];
        JsonObject schema = operation.Bodies.Count > 1 && operation.Bodies.Any(other => !ReferenceEquals(other.Schema?.Resolved, content.Schema?.Resolved)) ? []
            : MediaType.IsJson(content.MediaType) || MediaType.IsForm(content.MediaType) ? SchemaText.Of(content.Schema, isInput: true)
            : MediaType.IsMultipart(content.MediaType) ? Parts(content)
            : MediaType.IsText(content.MediaType) ? content.Schema is { Resolved.Kind: SchemaKind.String } text ? SchemaText.Of(text, isInput: true) : []
            : StepFile.Schema();
        schema["description"] = body.Description is { Length: > 0 } description ? SchemaText.Shortened(description) : $"The body: {string.Join(" or ", operation.Bodies.Select(static each => each.MediaType))}";
        return schema;
    }

    static JsonObject Parts(ApiContent content)
    {
        if (content.Schema?.Resolved is not { Kind: SchemaKind.Object, Options.Count: 0 } parts || parts.Additional is not null) return new() { ["type"] = "object", ["additionalProperties"] = new JsonObject() };
        var fields = new JsonObject();
        var required = new JsonArray();
        foreach (var part in parts.Properties.Where(static each => !each.IsReadOnly))
        {
            var schema = part.Schema.Resolved;
            var written = StepFile.Is(schema) ? StepFile.Schema()
                : schema is { Kind: SchemaKind.Array, Items: { } items } && StepFile.Is(items.Resolved) ? new JsonObject { ["type"] = "array", ["items"] = StepFile.Schema() }
                : SchemaText.Of(part.Schema, isInput: true);
            if ((part.Schema.Description ?? schema.Description) is { Length: > 0 } description) written["description"] = SchemaText.Shortened(description);
            fields[part.Name] = written;
            if (part.IsRequired) required.Add((JsonNode)part.Name);
        }

        return new() { ["type"] = "object", ["properties"] = fields, ["required"] = required };
    }

    static JsonObject? Auth(StepOperation operation, StepApi api)
    {
        var wanted = operation.Api.Security.SelectMany(static each => each.Needs).Select(static need => need.Scheme).Distinct().ToList();
        var fields = new JsonObject();
        foreach (var scheme in api.Model.SecuritySchemes.Where(each => wanted.Contains(each.Id) && each.Kind != ApiSecurityKind.MutualTls)) fields[scheme.Id] = StepAuth.Schema(scheme);
        return fields.Count == 0 ? null : new() { ["type"] = "object", ["properties"] = fields, ["description"] = "Who the caller is, by the document's security schemes; those that runner.yaml binds need not be given" };
    }

    static JsonObject Variables(ApiServer server)
    {
        var fields = new JsonObject();
        foreach (var variable in server.Variables)
        {
            var schema = variable.Values.Count > 0 ? Choice(variable.Description ?? "", variable.Values) : Text(variable.Description ?? "");
            schema["default"] = variable.Default;
            fields[variable.Name] = schema;
        }

        return new() { ["type"] = "object", ["properties"] = fields, ["description"] = $"The parts of the server's URL, {server.Url}" };
    }

    static JsonObject Tls() => new()
    {
        ["type"] = "object",
        ["description"] = "How the server's certificate is judged, and which one we show",
        ["properties"] = new JsonObject
        {
            ["verify"] = new JsonObject { ["type"] = "boolean", ["default"] = true, ["description"] = "Whether the certificate must be one that this machine trusts" },
            ["ca"] = Text("A file with certificates to trust besides, PEM"),
            ["certificate"] = Text("The file of the certificate to show, PEM or PKCS#12"),
            ["key"] = Text("The file of its key, PEM"),
            ["password"] = new JsonObject { ["type"] = "string", ["format"] = "password", ["description"] = "The password of the key" },
            ["server-name"] = Text("The name that the certificate must be for, in place of the URL's"),
        },
    };

    static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    static JsonObject Choice(string description, IEnumerable<string> values) =>
        new() { ["type"] = "string", ["description"] = description, ["enum"] = new JsonArray([.. values.Select(static each => (JsonNode)each)]) };

    static JsonObject Result(StepOperation operation)
    {
        var successes = operation.Api.Responses.Where(static response => response.IsSuccess).ToList();
        if (successes.Count == 0) successes = [.. operation.Api.Responses.Where(static response => response.Status == "default")];
        var json = Json(successes);
        json["description"] = "The body of a success as JSON";
        var problem = Json(operation.Api.Responses.Where(response => !response.IsSuccess && !successes.Contains(response)));
        problem["description"] = "The body of an answer that is no success as JSON";
        return new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["ok"] = Field("boolean", "Whether the status is 2xx"),
                ["status"] = Field("integer", "The status code, such as 200"),
                ["reason"] = Field("string", "The words after the status code"),
                ["json"] = json,
                ["problem"] = problem,
                ["headers"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = Field("string", ""), ["description"] = Headers(successes) },
                ["body"] = Field("string", "The body as text"),
                ["base64"] = Field("string", "The body's bytes in Base64"),
                ["contentType"] = new JsonObject { ["type"] = new JsonArray("string", "null"), ["description"] = "The media type of the body" },
                ["size"] = Field("integer", "The size of the body in bytes"),
                ["file"] = new JsonObject { ["type"] = new JsonArray("string", "null"), ["description"] = "The file that the body was written to, with save-to" },
                ["url"] = Field("string", "The URL that was asked"),
                ["method"] = Field("string", "The method"),
                ["conforms"] = Field("boolean", "Whether the answer is what the document promises: status, headers, content type, schema"),
                ["violations"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["description"] = "In what it is not" },
                ["timings"] = new JsonObject { ["type"] = "object", ["properties"] = new JsonObject { ["firstByte"] = Field("number", "Until the headers were there, in milliseconds"), ["total"] = Field("number", "Until the whole body was there, in milliseconds") } },
                ["retryAfter"] = new JsonObject { ["type"] = new JsonArray("number", "null"), ["description"] = "How long the server asked to wait, in milliseconds" },
            },
        };
    }

    static string Headers(IEnumerable<ApiResponse> successes)
    {
        var names = successes.SelectMany(static response => response.Headers).Select(static header => header.Name).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return names.Count == 0 ? "The headers by name, in any case" : $"The headers by name, in any case; the document has {string.Join(", ", names)}";
    }

    static JsonObject Field(string type, string description) => new() { ["type"] = type, ["description"] = description };

    /// <summary>What answers have in common: the schema where all that have one have the same.</summary>
    static JsonObject Json(IEnumerable<ApiResponse> responses)
    {
        var schemas = responses.SelectMany(static response => response.Contents).Where(static content => MediaType.IsJson(content.MediaType) && content.Schema is not null).Select(static content => content.Schema!).ToList();
        return schemas.Count > 0 && schemas.TrueForAll(schema => ReferenceEquals(schema.Resolved, schemas[0].Resolved)) ? SchemaText.Of(schemas[0], isInput: false) : [];
    }
}
