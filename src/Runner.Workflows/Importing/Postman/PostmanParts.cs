using System.Text.Json;
using Runner.Workflows.Values;

namespace Runner.Workflows.Importing;

/// <summary>The parts of one request of a Postman collection.</summary>
sealed class PostmanParts(ImportOptions options, ImportNotes notes, Func<string?, string> text, string place)
{
    /// <summary>The URL: a text, or an object with one; <c>:id</c> in its path is a variable of the request.</summary>
    public string UrlOf(JsonElement? url)
    {
        if (url is not { } given) return "";
        if (given.ValueKind == JsonValueKind.String) return text(given.AsText());
        var raw = given.Text("raw") is { Length: > 0 } whole ? whole : Composed(given);
        foreach (var variable in given.Items("variable"))
        {
            if ((variable.Text("key") ?? variable.Text("id")) is not { Length: > 0 } name) continue;
            var (address, query) = UrlText.Split(raw);
            var value = variable.Text("value") ?? "";
            address = string.Join('/', address.Split('/').Select(segment => segment == $":{name}" ? value.Length > 0 ? value : $"{{{{{name}}}}}" : segment));
            raw = query is null ? address : $"{address}?{query}";
        }

        return text(raw);
    }

    static string Composed(JsonElement url)
    {
        var host = url.Get("host") is { ValueKind: JsonValueKind.Array } labels ? string.Join('.', labels.EnumerateArray().Select(label => label.AsText())) : url.Text("host") ?? "";
        var path = url.Get("path") is { ValueKind: JsonValueKind.Array } segments ? string.Join('/', segments.EnumerateArray().Select(segment => segment.AsText() ?? segment.Text("value"))) : url.Text("path")?.TrimStart('/') ?? "";
        var query = string.Join('&', url.Items("query").Where(IsEnabled).Select(pair => $"{pair.Text("key")}={pair.Text("value")}"));
        return $"{(url.Text("protocol") is { Length: > 0 } scheme ? $"{scheme}://" : "")}{host}{(url.Text("port") is { Length: > 0 } port ? $":{port}" : "")}{(path.Length > 0 ? $"/{path}" : "")}{(query.Length > 0 ? $"?{query}" : "")}";
    }

    /// <summary>Who asks; null for nobody, or for what cannot be carried over.</summary>
    public ImportedAuth? AuthOf(JsonElement? auth)
    {
        if (auth is not { ValueKind: JsonValueKind.Object } given || given.Text("type") is not { } type) return null;
        switch (type)
        {
            case "noauth": return null;
            case "bearer": return Field("token") is { Length: > 0 } token ? new ImportedAuth.Bearer(token) : null;
            case "basic": return new ImportedAuth.Basic(Field("username"), Field("password"));
            case "digest": return new ImportedAuth.Digest(Field("username"), Field("password"));
            case "apikey": return Field("key") is { Length: > 0 } name ? new ImportedAuth.ApiKey(ExpressionMark.Literals(name), Field("value"), Field("in") == "query") : null;
            case "oauth2":
                if (Field("accessToken") is { Length: > 0 } access) return new ImportedAuth.Bearer(access);
                return OAuth2();
            case "awsv4":
                return new ImportedAuth.Other("aws", Fields(("access-key", "accessKey", ""), ("secret-key", "secretKey", ""), ("session-token", "sessionToken", ""), ("region", "region", "us-east-1"), ("service", "service", "execute-api")));
            default:
                notes.Warn(place, $"its authentication ({type}) is left out");
                return null;
        }

        // v2.1 has a list of keys and values, v2.0 an object.
        string Field(string name)
        {
            var settings = given.Get(type);
            if (settings?.ValueKind == JsonValueKind.Object) return text(settings.Value.Text(name));
            return text(given.Items(type).FirstOrDefault(item => item.Text("key") == name) is { ValueKind: JsonValueKind.Object } found ? found.Text("value") : null);
        }

        ImportedAuth.Other? OAuth2()
        {
            var grant = Field("grant_type");
            if (Field("accessTokenUrl").Length == 0 || Field("clientId").Length == 0 || grant is not ("" or "client_credentials" or "password_credentials"))
            {
                notes.Warn(place, $"its authentication (oauth2{(grant.Length > 0 ? $", {grant}" : "")}) is left out: a workflow can have the grants client-credentials and password, with a token URL and a client id");
                return null;
            }

            var fields = Fields(("token-url", "accessTokenUrl", ""), ("client-id", "clientId", ""), ("client-secret", "clientSecret", ""), ("scope", "scope", ""));
            if (grant == "password_credentials") fields.AddRange([new("grant", "password"), .. Fields(("username", "username", ""), ("password", "password", ""))]);
            if (Field("client_authentication") == "body") fields.Add(new("auth-style", "body"));
            return new("oauth2", fields);
        }

        List<KeyValuePair<string, string>> Fields(params (string Input, string Name, string Otherwise)[] names) =>
            [.. names.Select(pair => new KeyValuePair<string, string>(pair.Input, Field(pair.Name) is { Length: > 0 } value ? value : pair.Otherwise)).Where(field => field.Value.Length > 0)];
    }

    /// <summary>What the request sends; null for nothing.</summary>
    public ImportedBody? BodyOf(JsonElement? body)
    {
        if (body is not { ValueKind: JsonValueKind.Object } given || given.IsTrue("disabled")) return null;
        switch (given.Text("mode"))
        {
            case "raw":
                var raw = given.Text("raw") ?? "";
                return raw.Length == 0 ? null : new ImportedBody.Text(text(raw), TypeOf(given, raw));
            case "urlencoded":
                return new ImportedBody.Form([.. given.Items("urlencoded").Where(IsEnabled).Where(HasKey).Select(field => new KeyValuePair<string, string>(text(field.Text("key")), text(field.Text("value"))))]);
            case "formdata":
                return new ImportedBody.Multipart([.. given.Items("formdata").Where(IsEnabled).Where(HasKey).SelectMany(PartsOf)]);
            case "file":
                if (given.Get("file")?.Text("src") is { Length: > 0 } path) return new ImportedBody.File(options.PathFor(path), null);
                if (given.Get("file")?.Text("content") is { } content) return new ImportedBody.Text(text(content), null);
                notes.Warn(place, "its body is left out: the collection does not name the file");
                return null;
            case "graphql":
                return GraphQl(given.Get("graphql"));
            default:
                return null;
        }
    }

    ImportedBody.Text? GraphQl(JsonElement? body)
    {
        if (body is not { } given) return null;
        var variables = given.Get("variables") is { ValueKind: JsonValueKind.Object } map ? map.GetRawText() : given.Text("variables") is { } written && written.Trim().Length > 0 ? written : "{}";
        return new(text($$"""{"query": {{ValueJson.Write(Value.From(given.Text("query") ?? ""))}}, "variables": {{variables}}}"""), "application/json");
    }

    IEnumerable<ImportedPart> PartsOf(JsonElement field)
    {
        var name = text(field.Text("key"));
        var type = field.Text("contentType") is { Length: > 0 } given ? given : null;
        if (field.Text("type") != "file") return [new(name, text(field.Text("value")), null) { ContentType = type }];
        List<string?> files = field.Get("src") is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Select(file => file.AsText())] : [field.Text("src")];
        files.RemoveAll(string.IsNullOrEmpty);
        if (files.Count == 0) notes.Warn(place, $"the form field `{name}` is left out: the collection does not name its file");
        return files.Select(file => new ImportedPart(name, null, options.PathFor(file!)) { ContentType = type });
    }

    static string TypeOf(JsonElement body, string raw) => body.Get("options")?.Get("raw")?.Text("language") switch
    {
        "json" => "application/json",
        "xml" => "application/xml",
        "html" => "text/html",
        "javascript" => "application/javascript",
        null when raw.TrimStart() is ['{' or '[', ..] => "application/json",
        _ => "text/plain",
    };

    static bool HasKey(JsonElement item) => item.Text("key") is { Length: > 0 };

    static bool IsEnabled(JsonElement item) => !item.IsTrue("disabled") && item.Get("enabled")?.ValueKind != JsonValueKind.False;
}
