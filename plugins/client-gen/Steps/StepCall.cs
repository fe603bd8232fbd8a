using System.Text;
using System.Text.Json;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Runtime;
using Runner.Plugins.ClientGen.Steps.Contracts;
using Runner.Sdk;
using Runner.Sdk.Networking;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>One call of an operation by a step.</summary>
sealed class StepCall(StepApi api, StepOperation operation, ActionSourceEntry entry, ActionContext context)
{
    const int MostWarned = 5;

    public async ValueTask<StepResult> RunAsync(JsonElement inputs, CancellationToken cancel)
    {
        RequestCheck.Check(operation, inputs);
        var server = StepServer.UrlOf(operation, api, entry, inputs);
        var way = WayOf(inputs);
        var http = context.Shared<StepConnections>().Of(way);
        var request = Fill(inputs);
        IReadOnlyList<string> missing;
        try
        {
            missing = await new StepAuth(api, entry, context).ApplyAsync(operation.Api, request, StepInputs.Member(inputs, StepInputNames.Auth), http, cancel).ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            throw new AuthenticationException(server, $"{e.Message}.", e);
        }

        using var message = MessageOf(request, server, inputs);
        var saveTo = StepInputs.TextOf(inputs, StepInputNames.SaveTo) is { } file ? RegularFile.FullPath(file, context.BaseDirectory, StepInputNames.SaveTo) : null;
        if (saveTo is not null) RegularFile.Require(saveTo, StepInputNames.SaveTo);
        var most = StepInputs.Member(inputs, StepInputNames.MaxBodySize) is { ValueKind: JsonValueKind.Number } limit ? (long)limit.GetDouble() : StepSending.StandardBodySize;
        var result = await StepSending.SendAsync(http, message, way, saveTo, most, cancel).ConfigureAwait(false);
        result.Received = context.Time.GetUtcNow();
        if (result.Status is 401 or 403 && missing.Count > 0) result.Hint = $"nothing was given for {string.Join(" or ", missing)}: give `auth`, or bind it under clients.{entry.Name} in runner.yaml";
        result.Violations = ResponseCheck.Of(operation.Api, result);
        if (!context.ChecksContract)
        {
            foreach (var violation in result.Violations.Take(MostWarned)) context.Log(LogLevel.Warning, $"{entry.Name}.{operation.Name}: the answer is not what the document promises: {violation}");
            if (result.Violations.Count > MostWarned) context.Log(LogLevel.Warning, $"and {result.Violations.Count - MostWarned} more: result.violations has them all");
        }

        return result;
    }

    StepWay WayOf(JsonElement inputs)
    {
        TlsOptions? tls = null;
        if (StepInputs.Member(inputs, StepInputNames.Tls) is { ValueKind: JsonValueKind.Object } given)
        {
            tls = new()
            {
                Verify = StepInputs.Member(given, "verify") is not { ValueKind: JsonValueKind.False },
                Ca = StepInputs.TextOf(given, "ca"), Certificate = StepInputs.TextOf(given, "certificate"), Key = StepInputs.TextOf(given, "key"),
                Password = StepInputs.TextOf(given, "password"), ServerName = StepInputs.TextOf(given, "server-name"),
            };
        }

        var timeout = StepInputs.TextOf(inputs, StepInputNames.ConnectTimeout) is { } written ? DurationOf(written) : Dialer.DefaultConnectTimeout;
        return new(TlsSettings.From(tls, context), ProxySettings.Parse(StepInputs.TextOf(inputs, StepInputNames.Proxy), null), context.Network, timeout);
    }

    static TimeSpan DurationOf(string text)
    {
        var digits = text.AsSpan().TrimEnd("smh");
        var unit = text.AsSpan(digits.Length) switch { "ms" => 0.001, "s" => 1.0, "m" => 60.0, _ => 0 };
        return unit > 0 && double.TryParse(digits, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var number) && number is > 0 and < 86400
            ? TimeLimit.Checked(TimeSpan.FromSeconds(number * unit), StepInputNames.ConnectTimeout)
            : throw new ActionInputException(StepInputNames.ConnectTimeout, "`connect-timeout` must be a duration such as 500ms or 5s.");
    }

    ApiRequest Fill(JsonElement inputs)
    {
        // A step sends the message by itself.
        var request = new ApiRequest(operation.Api.Method, operation.Api.Path.Split('#')[0], null!);
        foreach (var (input, parameter) in operation.Parameters)
        {
            if (StepInputs.Member(inputs, input) is not { } value) continue;
            try
            {
                Fill(request, parameter, value);
            }
            catch (ArgumentException e)
            {
                throw new ActionInputException(input, $"`{input}`: {e.Message}");
            }
        }

        if (operation.Api.Body is not null && StepInputs.Member(inputs, StepInputNames.Body) is { } body) FillBody(request, body, inputs);
        return request;
    }

    static void Fill(ApiRequest request, ApiParameter parameter, JsonElement value)
    {
        if (parameter.ContentType is not null)
        {
            var text = MediaType.IsJson(parameter.ContentType) ? ApiRequest.AsJson(value) : ApiJson.Text(value);
            _ = parameter.Place switch
            {
                ParameterPlace.Path => request.Path(parameter.Name, text, "simple", false),
                ParameterPlace.Header => request.Header(parameter.Name, text),
                ParameterPlace.Cookie => request.Cookie(parameter.Name, text),
                ParameterPlace.QueryString => request.QueryString(value),
                _ => request.Query(parameter.Name, text),
            };
            return;
        }

        _ = parameter.Place switch
        {
            ParameterPlace.Path => request.Path(parameter.Name, value, parameter.Style, parameter.Explode),
            ParameterPlace.Header => request.Header(parameter.Name, value, parameter.Explode, parameter.Style),
            ParameterPlace.Cookie => request.Cookie(parameter.Name, value, parameter.Explode),
            ParameterPlace.QueryString => request.QueryString(value),
            _ => request.Query(parameter.Name, value, parameter.Style, parameter.Explode, parameter.AllowReserved),
        };
    }

    void FillBody(ApiRequest request, JsonElement body, JsonElement inputs)
    {
        var content = RequestCheck.ContentOf(operation, inputs);
        var type = content.MediaType.Contains('*', StringComparison.Ordinal) ? MediaType.IsJson(content.MediaType) ? "application/json" : "application/octet-stream" : content.MediaType;
        if (MediaType.IsForm(type)) request.Form(body, [.. content.Encodings.Where(static each => each.Value.IsOfForms).Select(static each => (each.Key, each.Value.FormStyle, each.Value.FormExplode))]);
        else if (MediaType.IsMultipart(type)) FillParts(request, body, content, type);
        else if (MediaType.IsJson(type)) request.Body(new ByteArrayContent(Encoding.UTF8.GetBytes(body.GetRawText())), type);
        else if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty("file", out _))
        {
            var file = StepFile.Open(body, StepInputNames.Body, context);
            request.Body(new StreamContent(file.Content), body.TryGetProperty("type", out _) ? file.Type : type);
        }
        else if (body.ValueKind is JsonValueKind.Object or JsonValueKind.Array) throw new ActionInputException(StepInputNames.Body, $"`body` is sent as {type}: give a text, or a file such as {{ file: data.bin }}.");
        else request.Body(new ByteArrayContent(Encoding.UTF8.GetBytes(ApiJson.Text(body) ?? "")), type);
    }

    void FillParts(ApiRequest request, JsonElement body, ApiContent content, string type)
    {
        if (body.ValueKind != JsonValueKind.Object) throw new ActionInputException(StepInputNames.Body, "`body` must be a mapping: its names are the parts.");
        request.Multipart(type);
        foreach (var part in body.EnumerateObject())
        {
            var encoding = content.Encodings.GetValueOrDefault(part.Name)?.ContentType;
            var schema = content.Schema?.Resolved.Properties.FirstOrDefault(property => property.Name == part.Name)?.Schema.Resolved;
            var items = schema?.Items?.Resolved;
            var at = $"{StepInputNames.Body}.{part.Name}";
            if ((schema is not null && StepFile.Is(schema)) || (schema is null && IsFile(part.Value))) request.Part(part.Name, StepFile.Open(part.Value, at, context), encoding);
            else if (part.Value.ValueKind == JsonValueKind.Array && ((items is not null && StepFile.Is(items)) || (items is null && part.Value.EnumerateArray().All(IsFile))))
                request.Part(part.Name, part.Value.EnumerateArray().Select((item, i) => StepFile.Open(item, $"{at}[{i}]", context)).ToList(), encoding);
            else if (content.Encodings.GetValueOrDefault(part.Name)?.Between is { } between && part.Value.ValueKind == JsonValueKind.Array) request.Part(part.Name, ApiRequest.Separated(part.Value, between), encoding);
            else request.Part(part.Name, part.Value, encoding);
        }
    }

    static bool IsFile(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("file", out _);

    HttpRequestMessage MessageOf(ApiRequest request, string server, JsonElement inputs)
    {
        request.Header("User-Agent", "Runner");
        var accepted = operation.Api.Responses.SelectMany(static response => response.Contents).Select(static content => content.MediaType).Distinct().ToList();
        if (!operation.Api.Parameters.Any(static parameter => parameter.Place == ParameterPlace.Header && parameter.Name.Equals("Accept", StringComparison.OrdinalIgnoreCase)))
            request.Header("Accept", accepted.Count == 0 ? "*/*" : string.Join(", ", accepted.OrderByDescending(MediaType.IsJson)));
        try
        {
            var message = request.Message(server);
            if (StepInputs.Member(inputs, StepInputNames.Headers) is { ValueKind: JsonValueKind.Object } headers)
                foreach (var header in headers.EnumerateObject()) Add(message, header.Name, ApiJson.Text(header.Value) ?? "");
            return message;
        }
        catch (ArgumentException e)
        {
            throw new ActionInputException(StepInputNames.Headers, e.Message);
        }
        catch (UriFormatException e)
        {
            throw new ActionInputException(StepInputNames.BaseUrl, $"`base-url` and the path make no URL: {e.Message}");
        }
    }

    static void Add(HttpRequestMessage message, string name, string value)
    {
        if (value.AsSpan().ContainsAny('\r', '\n', '\0')) throw new ActionInputException(StepInputNames.Headers, $"`headers.{name}` has a line's end in it.");
        message.Headers.Remove(name);
        if (!message.Headers.TryAddWithoutValidation(name, value) && message.Content is { } content)
        {
            content.Headers.Remove(name);
            content.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
