using System.Globalization;
using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>What a request brought, for the names of a template.</summary>
sealed class TemplateValues(StubRequest request, IReadOnlyList<string> names, string[] parameters, int count, TimeProvider time)
{
    /// <summary>How large a body can be that a template uses.</summary>
    internal const int LargestBody = 1024 * 1024;

    JsonElement? json;
    string? notJson;

    /// <summary>The value of the first term that the request has: a text, or else JSON.</summary>
    /// <exception cref="TemplateException">It has none of them, or a body that is too large to be used.</exception>
    internal (TemplateTerm Term, string? Text, JsonElement Json) First(TemplateTerm[] terms)
    {
        foreach (var term in terms)
        {
            if (term.Root is TemplateRoot.Json)
            {
                if (JsonOf(term) is var (text, found)) return (term, text, found);
            }
            else if (TextOf(term) is { } value) return (term, value, default);
        }
        var missing = string.Join(" nor ", terms.Select(term => term.Written));
        throw new TemplateException(
            $"The template needs {missing}, which the request does not have{(notJson is null ? "" : $" ({notJson})")}. A fallback is written {{{{{terms[0].Written} ?? 'none'}}}}.");
    }

    (string? Text, JsonElement Json)? JsonOf(TemplateTerm term)
    {
        try
        {
            return Find(term.Rest) is not { } found ? null : found.ValueKind == JsonValueKind.String ? (found.GetString(), default) : (null, found);
        }
        catch (InvalidOperationException)
        {
            // JSON can escape half of a character, which no text can hold.
            throw new TemplateException($"The template needs {term.Written}, and the JSON of the request has a text with half a character (a lone surrogate) there.");
        }
    }

    string? TextOf(TemplateTerm term) => term.Root switch
    {
        TemplateRoot.Literal => term.Rest,
        TemplateRoot.Path => term.Rest is null ? request.Path : Parameter(term.Rest),
        TemplateRoot.Query => Find(request.Query, term.Rest!),
        TemplateRoot.Headers => request.Header(term.Rest!),
        TemplateRoot.Body => Whole().BodyAsText,
        TemplateRoot.Method => request.Method,
        TemplateRoot.Url => request.Target,
        TemplateRoot.Count => count.ToString(CultureInfo.InvariantCulture),
        TemplateRoot.Uuid => Guid.NewGuid().ToString(),
        TemplateRoot.Now => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"A template names {term.Root}."),
    };

    string? Parameter(string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name) return parameters[i];
        }
        return null;
    }

    static string? Find(IReadOnlyList<KeyValuePair<string, string>> pairs, string name)
    {
        foreach (var (each, value) in pairs)
        {
            if (each == name) return value;
        }
        return null;
    }

    JsonElement? Find(string? path)
    {
        if (Body() is not { } value) return null;
        foreach (var name in path?.Split('.') ?? [])
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var field)) value = field;
            else if (value.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < value.GetArrayLength())
                value = value[index];
            else return null;
        }
        return value;
    }

    JsonElement? Body()
    {
        if (json is not null || notJson is not null) return json;
        try
        {
            json = JsonElement.Parse(Whole().BodyAsText);
        }
        catch (JsonException)
        {
            notJson = request.BodySize == 0 ? "it has no body" : "its body is not JSON";
        }
        return json;
    }

    StubRequest Whole() => request.BodyIsCut
        ? throw new TemplateException($"The template needs the body, which has {request.BodySize} bytes: more than {Words.Bytes(LargestBody)} are not kept for templates.")
        : request;
}
