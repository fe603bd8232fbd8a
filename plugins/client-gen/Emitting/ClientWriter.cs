using System.Text;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Naming;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Writes the client of an API: a class, one for each tag, and the types of the schemas.</summary>
sealed class ClientWriter
{
    /// <summary>What generated code calls by name, so that no schema may be called so.</summary>
    static readonly string[] Reserved =
    [
        "Task", "List", "Dictionary", "Stream", "String", "Object", "Int32", "Boolean", "Type", "Attribute", "Exception", "Enum", "Array", "Func", "Action", "Uri", "Math", "Convert", "Encoding", "Nullable",
        "JsonElement", "JsonSerializer", "JsonPropertyName", "JsonPropertyNameAttribute", "JsonExtensionData", "JsonConverter", "JsonIgnore", "JsonIgnoreCondition", "JsonNumberHandling", "JsonDocument", "JsonException", "JsonValueKind",
        "JsonSerializerOptions", "Utf8JsonReader", "Utf8JsonWriter", "JsonTokenType", "Obsolete", "ObsoleteAttribute", "ArgumentException", "InvalidOperationException", "StringComparison", "StringComparer", "StringBuilder", "StringSplitOptions",
        "CancellationToken", "DateTimeOffset", "DateOnly", "DateTime", "TimeSpan", "Guid", "HttpClient", "HttpMethod", "HttpContent", "HttpRequestMessage", "HttpResponseMessage", "HttpCompletionOption", "ByteArrayContent", "StreamContent",
        "MultipartContent", "FormUrlEncodedContent", "MediaTypeHeaderValue", "AuthenticationHeaderValue", "StreamReader", "IEnumerable", "IAsyncEnumerable", "IReadOnlyDictionary", "IReadOnlyList", "KeyValuePair", "EnumeratorCancellation",
        "Regex", "RegexOptions", "Match", "SemaphoreSlim", "UriPartial", "UriKind", "System", "Microsoft", "Char", "Decimal", "Double", "Int64", "Void", "ValueTask", "Path",
        "ApiRequest", "ApiConnection", "ApiException", "ApiJson", "ApiObject", "ApiEnumConverter", "IApiEnum", "ApiUnionConverter", "IApiUnion", "ApiFile", "ApiAnswer", "ApiCredential", "ApiOAuth", "ApiPages", "Wire",
    ];

    static readonly string[] OfObject = ["Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals", "DefaultServer", "ServerOf"];

    readonly ApiModel api;
    readonly ClientOptions options;
    readonly IReadOnlyList<ApiOperation> operations;
    readonly TypeMap types;
    readonly RuntimeNeeds runtime = new();
    readonly List<string> defaultSecurity;
    readonly List<PagingRule> rules;
    readonly string client;
    readonly List<TagToWrite> tags = [];
    bool hasObsolete;
    bool hasUnread;

    /// <summary>A tag's class.</summary>
    sealed record TagToWrite(string Name, string Type, IReadOnlyList<ApiOperation> Operations);

    /// <summary>Prepares to write.</summary>
    public ClientWriter(ApiModel api, ClientOptions options)
    {
        (this.api, this.options) = (api, options);
        rules = [.. options.Pages.Select(PagingRule.Parse)];
        if (rules.FirstOrDefault(rule => !api.Operations.Any(operation => OperationSelection.Fits(operation, rule.Pattern))) is { } idle) throw new ArgumentException($"{Sdk.Words.Quote(idle.Text)} tells of no pages: no operation is {Sdk.Words.Quote(idle.Pattern)}.", nameof(options));
        operations = OperationSelection.Of(api.Operations, options.Include, options.Exclude);
        var scope = new NameScope(Reserved);
        client = scope.Take("client", options.Name ?? NameOf(api.Title) + "Client");
        var byTag = operations.GroupBy(static operation => operation.Tags.Count > 0 ? operation.Tags[0] : "Default", StringComparer.Ordinal).OrderBy(static each => each.Key, StringComparer.Ordinal).ToList();
        var names = scope.Take(byTag, static each => each.Key, static each => [Identifiers.Pascal(each.Key) + "Api", Identifiers.Verbatim(each.Key) + "Api"], static each => each.Key);
        for (var i = 0; i < names.Length; i++) tags.Add(new(byTag[i].Key, names[i], [.. byTag[i]]));
        types = new(api, scope);
        defaultSecurity = operations.Select(static operation => OperationWriter.SecurityOf(operation)).GroupBy(static each => string.Join(',', each)).OrderByDescending(static each => each.Count()).ThenBy(static each => each.Key, StringComparer.Ordinal).FirstOrDefault()?.First() ?? [];
    }

    /// <summary>How many operations are written.</summary>
    public int Operations => operations.Count;

    /// <summary>The client's class.</summary>
    public string Client => client;

    /// <summary>What a title is as a name: without a version, what comes after a dash, and the word API.</summary>
    public static string NameOf(string title)
    {
        var end = title.AsSpan().IndexOfAny("(:|[");
        var text = end > 0 ? title[..end] : title;
        var dash = text.IndexOf(" - ", StringComparison.Ordinal);
        if (dash > 0) text = text[..dash];
        var words = text.Split((char[])[' ', '-', '_', '.', ',', '/', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var kept = words.Where(static word => !word.Equals("api", StringComparison.OrdinalIgnoreCase) && !word.Equals("rest", StringComparison.OrdinalIgnoreCase) && !word.Equals("openapi", StringComparison.OrdinalIgnoreCase)
            && !word.Equals("client", StringComparison.OrdinalIgnoreCase) && !word.Equals("specification", StringComparison.OrdinalIgnoreCase) && !(word[0] is 'v' or 'V' or (>= '0' and <= '9') && word.AsSpan(1).IndexOfAnyExceptInRange('.', '9') < 0)).Take(5).ToList();
        return kept.Count == 0 ? "Api" : Identifiers.Pascal(string.Join(' ', kept));
    }

    /// <summary>Writes the files.</summary>
    public IReadOnlyList<GeneratedFile> Write()
    {
        var usage = new SchemaUsage(api, operations.Concat(api.Webhooks));
        // Which bodies are multipart is known before a type is named.
        foreach (var content in operations.SelectMany(static operation => operation.Body?.Contents ?? []).Where(static content => MediaTypes.KindOf(content) == BodyKind.Multipart)) types.MarkMultipart(content.Schema!);
        var isWhole = options.Include.Count == 0 && options.Exclude.Count == 0;
        if (isWhole) foreach (var schema in types.Named) types.Use(schema);
        var writer = new OperationWriter(types, runtime, defaultSecurity, rules);
        var byTag = tags.Select(tag => (tag.Type, Code: WriteTag(tag, writer))).ToList();
        if (isWhole) foreach (var hook in api.Webhooks) NameWebhook(hook);
        var models = new ModelWriter(types, usage, runtime).WriteAll();
        if (models.Contains("ApiFile", StringComparison.Ordinal)) runtime.Add("ApiMultipart");
        if (byTag.Exists(static tag => tag.Code.Contains(".AsJson(", StringComparison.Ordinal))) runtime.Add("ApiStyles");
        var main = WriteClient();
        runtime.HasQueryInPath = operations.Any(static operation => operation.Path.Contains('?', StringComparison.Ordinal));
        runtime.HasSecurityOfSeveral = operations.Any(static operation => OperationWriter.SecurityOf(operation).Exists(static each => each.Contains('+', StringComparison.Ordinal)));
        var calls = string.Concat(byTag.Select(static tag => tag.Code));
        hasObsolete = calls.Contains("[Obsolete]", StringComparison.Ordinal) || models.Contains("[Obsolete]", StringComparison.Ordinal);
        hasUnread = operations.Count == 0 || (main.Contains("ApiCredential", StringComparison.Ordinal) && defaultSecurity.Count == 0 && !calls.Contains(".Auth(", StringComparison.Ordinal));
        var support = runtime.Source([main, calls, models]);
        if (!options.SplitByTag) return [File(client, main, calls, models, support)];
        return [File(client, main), .. byTag.Select(tag => File(tag.Type, tag.Code)), File($"{client}Models", models), File("ApiRuntime", support)];
    }

    /// <summary>Has the types of what a webhook sends written, so that who receives it can read it.</summary>
    void NameWebhook(ApiOperation hook)
    {
        if (hook.Body?.Contents.FirstOrDefault(static content => MediaTypes.KindOf(content) == BodyKind.Json) is { Schema: { } schema })
            types.Of(schema, Identifiers.Pascal(hook.Id ?? hook.Path) + "Payload");
    }

    GeneratedFile File(string name, params string[] code) => new($"{name}.cs", CSharpText.Tabbed([Head(Imports.For(code)), .. code]));

    string Head(string imports)
    {
        return $"""
            // <auto-generated>
            // By Runner client-gen {ApiClientGenerator.Version} from {CSharpText.Line(api.Source)} (OpenAPI {CSharpText.Line(api.Specification)}), SHA-256 {api.Hash[..16]}
            // </auto-generated>
            #nullable enable
            #pragma warning disable {(hasObsolete ? "CS0612, CS0618, " : "")}CS1573, CS1591{(hasUnread ? ", CS9113" : "")}

            namespace {options.Namespace};

            {imports}
            """.ReplaceLineEndings("\n");
    }

    string WriteTag(TagToWrite tag, OperationWriter writer)
    {
        var code = new StringBuilder("\n");
        CSharpText.Summary(code, "", api.Tags.FirstOrDefault(each => each.Name == tag.Name)?.Description ?? $"{tag.Name} of the API.");
        code.Append("public sealed class ").Append(tag.Type).Append("(ApiConnection api)\n{\n");
        var scope = new NameScope([]);
        var names = scope.Take(tag.Operations, static operation => operation.Id ?? "", operation => Candidates(operation, tag.Name), static operation => $"{operation.Method} {operation.Path}");
        for (var i = 0; i < names.Length; i++)
        {
            if (i > 0) code.Append('\n');
            writer.Write(code, tag.Operations[i], names[i], scope);
        }

        return code.Append("}\n").ToString();
    }

    static string[] Candidates(ApiOperation operation, string tag)
    {
        var words = OperationNames.Of(operation.Method, operation.Path) + "Async";
        if (operation.Id is not { } id) return [words];
        // users/list, of users, is list.
        if (id.Length > tag.Length + 1 && id.StartsWith(tag, StringComparison.OrdinalIgnoreCase) && id[tag.Length] is '_' or '-' or '.' or '/') id = id[(tag.Length + 1)..];
        return [Identifiers.Pascal(id) + "Async", words, Identifiers.Verbatim(id) + "Async"];
    }

    string WriteClient()
    {
        var code = new StringBuilder("\n");
        CSharpText.Summary(code, "", $"{api.Title} {api.Version}: {FirstLine(api.Description ?? "")}".TrimEnd(' ', ':'));
        var schemes = api.SecuritySchemes.Where(static scheme => scheme.Kind != ApiSecurityKind.MutualTls).ToList();
        if (schemes.Count > 0)
        {
            runtime.Add("ApiCredential");
            runtime.HasDefaultSecurity = defaultSecurity.Count > 0;
            CSharpText.Parameter(code, "", "credentials", "Who asks, made by the methods of this class.");
        }

        var server = api.Servers.Select(static each => each.Default).FirstOrDefault(static url => url.Contains("://", StringComparison.Ordinal));
        runtime.HasServer = server is not null;
        code.Append("public sealed class ").Append(client).Append("(HttpClient http").Append(schemes.Count > 0 ? ", params ApiCredential[] credentials" : "").Append(")\n{\n")
            .Append("    readonly ApiConnection api = new(http, ").Append(server is null ? "null" : CSharpText.Literal(server))
            .Append(schemes.Count > 0 ? ", credentials" : "").Append(string.Concat(schemes.Count > 0 ? defaultSecurity.Select(static each => $", {CSharpText.Literal(each)}") : [])).Append(");\n");
        var scope = new NameScope([.. OfObject, client, "api", "http", "credentials"]);
        var names = scope.Take(tags, static tag => tag.Name, static tag => [Identifiers.Pascal(tag.Name), Identifiers.Verbatim(tag.Name) + "_", tag.Type], static tag => tag.Name);
        if (names.Length > 0) code.Append('\n');
        for (var i = 0; i < names.Length; i++) code.Append("    public ").Append(tags[i].Type).Append(' ').Append(names[i]).Append(" => new(api);\n");
        CredentialWriter.Write(code, schemes, scope, runtime, server);
        WriteServers(code);
        return code.Append("}\n").ToString();
    }

    /// <summary>The first line of a text, without a sentence that goes on in the next.</summary>
    static string FirstLine(string text)
    {
        var line = text.Split('\n')[0].TrimEnd();
        return line.Length < text.TrimEnd().Length && line.Length > 0 && char.IsLetter(line[^1]) && line.LastIndexOf(". ", StringComparison.Ordinal) is > 0 and var end ? line[..(end + 1)] : line;
    }

    void WriteServers(StringBuilder code)
    {
        if (api.Servers.FirstOrDefault(static server => server.Variables.Count > 0) is not { } server) return;
        var scope = new NameScope([]);
        var names = scope.Take(server.Variables, static variable => variable.Name, static variable => [Identifiers.Camel(variable.Name)], static variable => variable.Name);
        code.Append("\n    /// <summary>The URL of a server, for HttpClient.BaseAddress.</summary>\n    public static string ServerOf(")
            .Append(string.Join(", ", names.Select((name, index) => $"string {name} = {CSharpText.Literal(server.Variables[index].Default)}"))).Append(") =>\n        ").Append(CSharpText.Literal(server.Url));
        for (var i = 0; i < names.Length; i++) code.Append(".Replace(").Append(CSharpText.Literal($"{{{server.Variables[i].Name}}}")).Append(", ").Append(names[i]).Append(", StringComparison.Ordinal)");
        code.Append(";\n");
    }
}
