using System.Text.Json;

namespace Runner.Workflows.Importing;

/// <summary>Reads Postman collections, version 2.1 and 2.0.</summary>
sealed class PostmanImporter(ImportSource source, ImportOptions options, ImportedSecrets secrets, ImportNotes notes)
{
    const string What = "a Postman collection (v2.1)";
    const int DeepestFolder = 32;

    readonly VariableTable variables = new(secrets, notes);
    readonly List<ImportedRequest> requests = [];
    readonly HashSet<string> ids = new(StringComparer.OrdinalIgnoreCase);

    public ImportedWorkflow Read()
    {
        var root = source.Json(What);
        if (root.Get("collection") is { ValueKind: JsonValueKind.Object } inner) root = inner;
        Refuse(root);
        if (options.Environment is { } environment) ReadEnvironment(environment);
        ReadVariables(root.Items("variable").Concat(root.Items("variables")));
        PostmanSecrets.Mark(root, variables);
        WarnOfScripts(root, "the collection");
        ReadItems(root, "", root.Get("auth"), 0);
        var info = root.Get("info")!.Value;
        return new(info.Text("name") is { Length: > 0 } name ? name : "collection")
        {
            Description = DescriptionOf(info),
            Inputs = variables.Inputs,
            Env = variables.Env,
            Requests = requests,
        };
    }

    void Refuse(JsonElement root)
    {
        if (root.Get("info") is { ValueKind: JsonValueKind.Object } && root.Get("item") is { ValueKind: JsonValueKind.Array }) return;
        var help = root.Get("requests") is not null || root.Get("order") is not null ? "this is a collection of version 1: export it again as Collection v2.1"
            : root.Get("_postman_variable_scope") is not null || root.Get("values") is not null ? "this is an environment: give it with --environment, and the collection before it"
            : root.Text("_type") == "export" ? "this is an export of Insomnia: export it as HAR, and use: runner import har"
            : root.Get("log") is not null ? "this is an HTTP archive: runner import har"
            : root.Get("openapi") is not null || root.Get("swagger") is not null ? "this is an OpenAPI description"
            : "export the collection as Collection v2.1";
        throw new ImportException($"{source.Path}:1:1", $"this is JSON, but not {What}: it has no `info` and `item`", help);
    }

    void ReadEnvironment(ImportSource environment)
    {
        var root = environment.Json("a Postman environment");
        if (root.Get("values") is not { ValueKind: JsonValueKind.Array }) throw new ImportException($"{environment.Path}:1:1", "this is JSON, but not a Postman environment: it has no `values`", null);
        ReadVariables(root.Items("values"));
    }

    void ReadVariables(IEnumerable<JsonElement> list)
    {
        foreach (var variable in list)
        {
            if (variable.IsTrue("disabled") || variable.Get("enabled")?.ValueKind == JsonValueKind.False) continue;
            if ((variable.Text("key") ?? variable.Text("id")) is { Length: > 0 } name) variables.Define(name, variable.Text("value") ?? "", variable.Text("type") == "secret", DescriptionOf(variable));
        }
    }

    void ReadItems(JsonElement folder, string path, JsonElement? auth, int depth)
    {
        foreach (var item in folder.Items("item"))
        {
            var name = item.Text("name") is { Length: > 0 } own ? own : "request";
            if (item.Get("item") is { ValueKind: JsonValueKind.Array })
            {
                if (depth == DeepestFolder) throw new ImportException(source.Path, $"its folders are more than {DeepestFolder} deep", null);
                WarnOfScripts(item, $"the folder \"{path}{name}\"");
                ReadItems(item, $"{path}{name} / ", item.Get("auth") ?? auth, depth + 1);
            }
            else if (item.Get("request") is { } request) requests.Add(RequestOf(item, request, path + name, auth));
        }
    }

    ImportedRequest RequestOf(JsonElement item, JsonElement request, string name, JsonElement? inherited)
    {
        var place = $"{source.Path}: request \"{name}\"";
        if (request.ValueKind == JsonValueKind.String) return new() { Place = place, Name = name, Url = WithScheme(Text(request.AsText(), place)), Id = NewId(name) };
        var id = NewId(name);
        var method = request.Text("method") is { Length: > 0 } given ? given.ToUpperInvariant() : "GET";
        var headers = request.Items("header").Where(IsEnabled).Where(header => header.Text("key") is { Length: > 0 })
            .Select(header => new KeyValuePair<string, string>(Text(header.Text("key"), place), Text(header.Text("value"), place))).ToList();
        if (request.Get("header") is { ValueKind: JsonValueKind.String } lines) headers.AddRange(HeaderLines(lines.AsText()!, place));
        var postman = new PostmanParts(options, notes, text => Text(text, place), place);
        var imported = new ImportedRequest
        {
            Place = place,
            Name = name,
            Id = id,
            Method = method,
            Url = WithScheme(postman.UrlOf(request.Get("url"))),
            Headers = headers,
            Auth = postman.AuthOf(request.Get("auth") ?? item.Get("auth") ?? inherited),
            Body = postman.BodyOf(request.Get("body")),
            FollowRedirects = item.Get("protocolProfileBehavior")?.Get("followRedirects")?.ValueKind == JsonValueKind.False ? false : null,
            VerifyTls = item.Get("protocolProfileBehavior")?.Get("strictSSL")?.ValueKind != JsonValueKind.False,
        };
        var script = ReadScripts(item, $"the request \"{name}\"");
        return imported with { Expect = script.Expect, Outputs = ScriptResults.Keep(script, id, variables) };
    }

    string NewId(string name)
    {
        var id = StepNames.IdOf(name.Split(" / ")[^1]);
        var unique = id;
        for (var i = 2; !ids.Add(unique); i++) unique = $"{id}-{i}";
        return unique;
    }

    IEnumerable<KeyValuePair<string, string>> HeaderLines(string lines, string place) =>
        lines.Split('\n').Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2).Select(parts => new KeyValuePair<string, string>(parts[0].Trim(), Text(parts[1].Trim(), place)));

    TestScript ReadScripts(JsonElement item, string what)
    {
        var tests = new List<string>();
        foreach (var (kind, text) in ScriptsOf(item))
        {
            if (kind == "test") tests.Add(text);
            else WarnOf(kind, what, text);
        }

        var script = TestScript.Read(string.Join('\n', tests));
        if (script.Rest is { } rest) notes.Warn(source.Path, $"of the test script of {what} a part is left out: {rest}");
        return script;
    }

    void WarnOfScripts(JsonElement holder, string what)
    {
        foreach (var (kind, text) in ScriptsOf(holder)) WarnOf(kind, what, text);
    }

    void WarnOf(string kind, string what, string text)
    {
        if (TestScript.Read(text) is { Rest: not null } or { Expect.Count: > 0 } or { Sets.Count: > 0 }) notes.Warn(source.Path, $"the {(kind == "test" ? "test" : "pre-request")} script of {what} is left out");
    }

    static IEnumerable<(string Kind, string Text)> ScriptsOf(JsonElement holder)
    {
        foreach (var happening in holder.Items("event"))
        {
            if (happening.IsTrue("disabled") || happening.Get("script") is not { } script) continue;
            var text = script.Get("exec") is { ValueKind: JsonValueKind.Array } lines ? string.Join('\n', lines.EnumerateArray().Select(line => line.AsText())) : script.Text("exec") ?? script.AsText() ?? "";
            if (text.Trim().Length > 0) yield return (happening.Text("listen") ?? "test", text);
        }
    }

    string Text(string? text, string place) => text is null ? "" : variables.Substitute(text, place);

    static bool IsEnabled(JsonElement item) => !item.IsTrue("disabled") && item.Get("enabled")?.ValueKind != JsonValueKind.False;

    static string WithScheme(string url) => url.Contains("://", StringComparison.Ordinal) || url.Length == 0 || ExpressionMark.Literals(url[..Math.Min(1, url.Length)]) != url[..Math.Min(1, url.Length)] || ExpressionMark.IsIn(url.Split('/')[0]) ? url : $"http://{url}";

    static string? DescriptionOf(JsonElement holder) => holder.Text("description") ?? holder.Get("description")?.Text("content");
}
