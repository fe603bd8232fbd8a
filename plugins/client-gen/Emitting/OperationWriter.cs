using System.Text;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Naming;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Writes the methods of operations.</summary>
sealed class OperationWriter(TypeMap types, RuntimeNeeds runtime, IReadOnlyList<string> defaultSecurity, IReadOnlyList<PagingRule> rules)
{
    /// <summary>Writes the methods of an operation.</summary>
    /// <param name="code">Where to.</param>
    /// <param name="operation">The operation.</param>
    /// <param name="methodName">Its name.</param>
    /// <param name="scope">The names of its class, for the methods beside it.</param>
    public void Write(StringBuilder code, ApiOperation operation, string methodName, NameScope scope)
    {
        var name = methodName.EndsWith("Async", StringComparison.Ordinal) ? methodName[..^5] : methodName;
        var bodies = BodiesOf(operation);
        var answers = AnswersOf(operation, name);
        var mainBody = bodies.Count > 0 ? bodies[0] : null;
        var main = Method(operation, name, mainBody, answers.Main);
        main.Write(code, methodName);
        foreach (var other in bodies.Skip(1)) Method(operation, name, other, answers.Main).Write(code, scope.Take(operation.Node.Pointer + other.MediaType, $"{name}{other.Kind}Async", $"{name}As{other.Kind}Async"), methodName);
        if (answers.Events is { } events) Method(operation, name, mainBody, events).Write(code, scope.Take(operation.Node.Pointer + "events", $"{name}EventsAsync", $"{name}AsEventsAsync"), methodName);
        if (PagingOf(operation) is { } paging && answers.Main.Kind == AnswerKind.Json) new PageWriter(types, runtime).Write(code, main, methodName, scope.Take(operation.Node.Pointer + "pages", $"{name}AllAsync", $"{name}AllPagesAsync"), paging);
    }

    Paging? PagingOf(ApiOperation operation) => rules.FirstOrDefault(rule => OperationSelection.Fits(operation, rule.Pattern)) is { } rule ? rule.Of(operation) : Paging.Of(operation);

    /// <summary>The bodies that are worth a method each, the usual one first.</summary>
    static List<WrittenBody> BodiesOf(ApiOperation operation)
    {
        var bodies = new List<WrittenBody>();
        foreach (var content in operation.Body?.Contents.OrderBy(static each => (int)MediaTypes.KindOf(each)) ?? Enumerable.Empty<ApiContent>())
        {
            var kind = MediaTypes.KindOf(content) is var found && found == BodyKind.Events ? BodyKind.Stream : found;
            // The same in another dress is no other method.
            if (bodies.Exists(each => each.Kind == kind || (kind is BodyKind.Text && bodies[0].Kind == BodyKind.Json && content.MediaType.EndsWith("xml", StringComparison.Ordinal)) || (kind is BodyKind.Form && ReferenceEquals(each.Content.Schema?.Resolved, content.Schema?.Resolved)))) continue;
            bodies.Add(new(kind, content, content.MediaType));
        }

        return bodies;
    }

    WrittenMethod Method(ApiOperation operation, string name, WrittenBody? body, WrittenAnswer answer)
    {
        var method = new WrittenMethod(operation, answer) { IsValue = types.IsValue(answer.Type) };
        var scope = new NameScope(["api", "cancel", "body", "contentType", "pageAt", "pageEnd", "thePage"]);
        var names = scope.Take(operation.Parameters, static parameter => parameter.Name,
            static parameter => [Identifiers.Camel(parameter.Name), Identifiers.Camel(parameter.Name).TrimStart('@') + parameter.Place, Identifiers.Camel(parameter.Name).TrimStart('@') + parameter.Place + "Value"], static parameter => $"{parameter.Place} {parameter.Name}");
        for (var i = 0; i < names.Length; i++) AddParameter(method, operation.Parameters[i], names[i], name);
        if (body is not null) AddBody(method, operation, body, name);
        AddErrors(method, operation, name);
        var security = SecurityOf(operation);
        if (!security.SequenceEqual(defaultSecurity)) method.Calls.Add($".Auth({string.Join(", ", security.Select(CSharpText.Literal))})");
        if (operation.Servers.Count > 0 && operation.Servers[0].Default.Contains("://", StringComparison.Ordinal)) method.Calls.Add($".At({CSharpText.Literal(operation.Servers[0].Default)})");
        return method;
    }

    /// <summary>The alternatives of an operation, as the runtime writes them.</summary>
    public static List<string> SecurityOf(ApiOperation operation) => [.. operation.Security.Select(static alternative => string.Join('+', alternative.Needs.Select(static need => need.Scheme))).Where(static text => text.Length > 0).Distinct()];

    void AddParameter(WrittenMethod method, ApiParameter parameter, string name, string owner)
    {
        var schema = parameter.Schema.Resolved;
        var literal = CSharpText.Literal(parameter.Name);
        if (parameter.IsRequired && TypeMap.OnlyText(schema) is { } only)
        {
            if (parameter.Place == ParameterPlace.Path) method.InPath[parameter.Name] = $"{{{CSharpText.Literal(only)}}}";
            else method.Calls.Add($".{parameter.Place}({literal}, {CSharpText.Literal(only)})");
            return;
        }

        var type = types.Of(parameter.Schema, owner + Identifiers.Pascal(parameter.Name));
        method.Parameters.Add(new(name, type, parameter.IsRequired, parameter.Description ?? parameter.Schema.Description ?? "") { Source = parameter });
        if (parameter.ContentType is { } content)
        {
            runtime.Add("ApiStyles");
            var value = content.Contains("json", StringComparison.Ordinal) ? $"ApiRequest.AsJson({name})" : name;
            if (parameter.Place == ParameterPlace.Path && value == name && schema.Kind == SchemaKind.Array) method.Calls.Add($".Path({literal}, {name}, \"simple\", false)");
            else if (parameter.Place == ParameterPlace.Path) method.InPath[parameter.Name] = $"{{{value}}}";
            else method.Calls.Add($".{parameter.Place}({literal}, {value})");
            return;
        }

        var isPlain = schema.Kind is SchemaKind.String or SchemaKind.Integer or SchemaKind.Number or SchemaKind.Boolean;
        if (isPlain && !parameter.AllowReserved && parameter.Style is not ("label" or "matrix") && parameter.Place != ParameterPlace.QueryString)
        {
            if (parameter.Place == ParameterPlace.Path) method.InPath[parameter.Name] = $"{{{name}}}";
            else method.Calls.Add($".{parameter.Place}({literal}, {name})");
            return;
        }

        if (parameter is { Place: ParameterPlace.Query, Style: "form", Explode: true, AllowReserved: false } && schema is { Kind: SchemaKind.Array, Items: var items } && items?.Resolved.Kind is SchemaKind.String or SchemaKind.Integer or SchemaKind.Number or SchemaKind.Boolean)
        {
            method.Calls.Add($".Query({literal}, {name})");
            return;
        }

        runtime.Add("ApiStyles");
        var style = CSharpText.Literal(parameter.Style);
        var explode = parameter.Explode ? "true" : "false";
        method.Calls.Add(parameter.Place switch
        {
            ParameterPlace.Path => $".Path({literal}, {name}, {style}, {explode})",
            ParameterPlace.Query => $".Query({literal}, {name}, {style}, {explode}{(parameter.AllowReserved ? ", true" : "")})",
            ParameterPlace.QueryString => $".QueryString({name})",
            ParameterPlace.Header when parameter.Style != "simple" => $".Header({literal}, {name}, {explode}, {style})",
            _ => $".{parameter.Place}({literal}, {name}, {explode})",
        });
    }

    /// <summary>What is said of a parameter that the server takes when it is not given.</summary>
    public static string DefaultOf(ApiParameter? parameter) =>
        (parameter?.Schema.Default ?? parameter?.Schema.Resolved.Default)?.ToJson() is { Length: < 80 } value and not ("null" or "\"\"" or "[]" or "{}") ? $" Default: {value}." : "";

    void AddBody(WrittenMethod method, ApiOperation operation, WrittenBody body, string name)
    {
        var isRequired = operation.Body!.IsRequired;
        var content = body.Content;
        var sent = MediaTypes.Sent(body.MediaType, body.Kind);
        string type, call;
        switch (body.Kind)
        {
            case BodyKind.Json:
                type = types.Of(content.Schema, name + "Body");
                call = sent == "application/json" ? ".Json(body)" : $".Json(body, {CSharpText.Literal(sent)})";
                break;
            case BodyKind.Form:
                runtime.Add("ApiForm");
                runtime.Add("ApiStyles");
                type = types.Of(content.Schema, name + "Body");
                var styles = content.Encodings.Where(static each => each.Value.IsOfForms)
                    .Select(static each => $", ({CSharpText.Literal(each.Key)}, {(each.Value.FormStyle is { } style ? CSharpText.Literal(style) : "null")}, {(each.Value.FormExplode ? "true" : "false")})");
                call = $".Form(body{string.Concat(styles)})";
                break;
            case BodyKind.Multipart:
                runtime.Add("ApiMultipart");
                var schema = content.Schema!.Resolved;
                types.MarkMultipart(schema);
                type = types.Of(schema, name + "Body");
                call = Parts(schema, type, body, isRequired);
                break;
            case BodyKind.Text:
                type = "string";
                call = $".Text(body, {CSharpText.Literal(sent)})";
                break;
            default:
                type = "Stream";
                call = $".Stream(body, {(body.MediaType.Contains('*', StringComparison.Ordinal) || body.MediaType.StartsWith("multipart/", StringComparison.Ordinal) ? "contentType" : CSharpText.Literal(sent))})";
                break;
        }

        method.Parameters.Add(new("body", type, isRequired, operation.Body.Description ?? ""));
        if (call.EndsWith("contentType)", StringComparison.Ordinal)) method.Parameters.Add(new("contentType", "string", false, "The media type of the body.") { Default = CSharpText.Literal(sent) });
        method.Calls.Add(call);
    }

    static string Parts(ApiSchema schema, string type, WrittenBody body, bool isRequired)
    {
        var names = ModelWriter.PropertyNames(schema, type);
        var parts = new StringBuilder(body.MediaType == "multipart/form-data" ? ".Multipart()" : $".Multipart({CSharpText.Literal(body.MediaType)})");
        for (var i = 0; i < names.Length; i++)
        {
            var property = schema.Properties[i];
            var encoding = body.Content.Encodings.GetValueOrDefault(property.Name);
            var value = $"body{(isRequired ? "." : "?.")}{names[i]}";
            if (encoding?.Between is { } between && property.Schema.Resolved is { Kind: SchemaKind.Array, Items.Resolved: not { Kind: SchemaKind.String, Format: "binary" } }) value = $"ApiRequest.Separated({value}, {CSharpText.Literal(between)})";
            parts.Append(".Part(").Append(CSharpText.Literal(property.Name)).Append(", ").Append(value);
            if (encoding?.ContentType is { } content) parts.Append(", ").Append(CSharpText.Literal(content));
            parts.Append(')');
        }

        return parts.ToString();
    }

    void AddErrors(WrittenMethod method, ApiOperation operation, string name)
    {
        var byType = new List<(string Type, List<string> Statuses)>();
        foreach (var response in operation.Responses.Where(response => !response.IsSuccess && !ReferenceEquals(response, DefaultSuccess(operation))))
        {
            if (response.Contents.FirstOrDefault(static content => MediaTypes.KindOf(content) == BodyKind.Json) is not { Schema: { } schema }) continue;
            var type = types.Of(schema, $"{name}{(response.Status == "default" ? "" : response.Status)}Error");
            if (type == "JsonElement") continue;
            var same = byType.FindIndex(each => each.Type == type);
            if (same < 0) byType.Add((type, [response.Status]));
            else byType[same].Statuses.Add(response.Status);
        }

        foreach (var (type, statuses) in byType) method.Calls.Add($".Error<{type}>({string.Join(", ", statuses.Select(CSharpText.Literal))})");
    }

    /// <summary>The default answer where it is the only one: then it is what succeeds.</summary>
    static ApiResponse? DefaultSuccess(ApiOperation operation) => operation.Responses is [{ Status: "default" } only] ? only : null;

    (WrittenAnswer Main, WrittenAnswer? Events) AnswersOf(ApiOperation operation, string name)
    {
        var successes = operation.Responses.Where(static response => response.IsSuccess).OrderBy(static response => response.Status, StringComparer.Ordinal).ToList();
        if (successes.Count == 0 && DefaultSuccess(operation) is { } other) successes.Add(other);
        WrittenAnswer? events = null;
        var answers = new List<(string Status, WrittenAnswer? Answer)>();
        foreach (var response in successes)
        {
            var contents = response.Contents.Select(static content => (Content: content, Kind: MediaTypes.KindOf(content))).ToList();
            if (contents.Find(static each => each.Kind == BodyKind.Events) is { Content: { } stream } && events is null)
            {
                runtime.Add("ApiEvents");
                events = new(AnswerKind.Events, types.Of(stream.Items ?? stream.Schema, name + "Event"), stream.MediaType);
            }

            var main = contents.Where(static each => each.Kind != BodyKind.Events).OrderBy(static each => (int)each.Kind).Select(static each => ((ApiContent, BodyKind)?)each).FirstOrDefault();
            answers.Add((response.Status, main is var (content, kind) ? AnswerOf(response, content, kind, name) : null));
        }

        var kinds = answers.Select(static each => each.Answer).OfType<WrittenAnswer>().Distinct().ToList();
        if (kinds.Count == 0) return events is { } only ? (only, null) : (new(AnswerKind.None, "", null), null);
        if (kinds.Count == 1) return (kinds[0] with { MayBeEmpty = answers.Exists(static each => each.Answer is null) && kinds[0].Kind == AnswerKind.Json }, events);
        runtime.Add("ApiAnswer");
        var documentation = string.Join(", ", answers.Select(static each => $"{each.Status}: {each.Answer switch { null => "nothing", { Kind: AnswerKind.Json } json => $"As<{json.Type}>()", _ => "Body" }}"));
        return (new(AnswerKind.Any, "ApiAnswer", null) { Documentation = documentation }, events);
    }

    WrittenAnswer AnswerOf(ApiResponse response, ApiContent content, BodyKind kind, string name)
    {
        switch (kind)
        {
            case BodyKind.Json:
                var type = types.Of(content.Schema, name + "Response");
                var isUsual = content.MediaType.Split(';')[0] is "application/json" or "*/*" or "application/*" or "text/json";
                return new(AnswerKind.Json, type, isUsual ? null : content.MediaType) { MayBeEmpty = content.Schema?.MayBeNull == true };
            case BodyKind.Text or BodyKind.Form:
                return new(AnswerKind.Text, "string", content.MediaType);
            default:
                return new(AnswerKind.Stream, "Stream", string.Join(", ", response.Contents.Where(static each => MediaTypes.KindOf(each) is not BodyKind.Json).Select(static each => each.MediaType).Distinct()));
        }
    }
}

/// <summary>A body as a method takes it.</summary>
sealed record WrittenBody(BodyKind Kind, ApiContent Content, string MediaType);

/// <summary>What a method gives.</summary>
enum AnswerKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>JSON.</summary>
    Json,

    /// <summary>Text.</summary>
    Text,

    /// <summary>Bytes as they come.</summary>
    Stream,

    /// <summary>Events as they come.</summary>
    Events,

    /// <summary>One of several.</summary>
    Any,
}

/// <summary>What a method gives, as C#.</summary>
sealed record WrittenAnswer(AnswerKind Kind, string Type, string? Accept)
{
    /// <summary>Whether success may have no body.</summary>
    public bool MayBeEmpty { get; init; }

    /// <summary>What it says beyond its type.</summary>
    public string? Documentation { get; init; }
}
