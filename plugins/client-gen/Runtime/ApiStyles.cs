using System.Text.Json;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>Lists and objects in parameters, in the styles of OpenAPI.</summary>
sealed partial class ApiRequest
{
#if PATH
    /// <summary>Fills a part of the path: simple, label or matrix.</summary>
    public ApiRequest Path<T>(string name, T value, string style, bool explode)
    {
        var json = ApiJson.Of(value);
        var (mark, between) = style switch { "label" => (".", explode ? "." : ","), "matrix" => (";", explode ? ";" : ","), _ => ("", Between(style)) };
        var isNamed = style == "matrix" && (!explode || json.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object));
        var text = json.ValueKind == JsonValueKind.Array && style == "matrix" && explode
            ? string.Join(between, json.EnumerateArray().Select(item => $"{name}={Escaped(item)}"))
            : Joined(json, between, explode, Escaped);
        text = mark + (isNamed ? name + (text.Length > 0 ? "=" : "") : "") + text;
        path = text is "" or "." or ".." ? throw new ArgumentException($"'{text}' makes another path", name) : path.Replace($"{{{name}}}", text, StringComparison.Ordinal);
        return this;
    }

#endif
#if QUERY
    /// <summary>Adds to the query: form, spaceDelimited, pipeDelimited or deepObject.</summary>
    public ApiRequest Query<T>(string name, T value, string style, bool explode, bool reserved = false)
    {
        var json = ApiJson.Of(value);
        Func<JsonElement, string> escaped = reserved ? static item => Reserved(Escaped(item)) : Escaped;
        if (style == "deepObject") AddDeep(Uri.EscapeDataString(name), json);
        else if (json.ValueKind == JsonValueKind.Object && explode)
            foreach (var member in json.EnumerateObject()) Add(Uri.EscapeDataString(member.Name), escaped(member.Value));
        else if (json.ValueKind == JsonValueKind.Array && explode)
            foreach (var item in json.EnumerateArray()) Add(Uri.EscapeDataString(name), escaped(item));
        else if (json.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            Add(Uri.EscapeDataString(name), Joined(json, Between(style), false, escaped));
        return this;
    }

    void Add(string name, string text) => query.Append(query.Length > 0 ? '&' : '?').Append(name).Append('=').Append(text);

    void AddDeep(string name, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object)
            foreach (var member in json.EnumerateObject()) AddDeep($"{name}%5B{Uri.EscapeDataString(member.Name)}%5D", member.Value);
        else if (json.ValueKind == JsonValueKind.Array)
            foreach (var item in json.EnumerateArray()) AddDeep(name, item);
        else if (ApiJson.Text(json) is { } text)
            Add(name, Uri.EscapeDataString(text));
    }

#endif
#if HEADER
    /// <summary>Sets a header: simple.</summary>
    public ApiRequest Header<T>(string name, T value, bool explode, string style = "simple") =>
        ApiJson.Of(value) is { ValueKind: not JsonValueKind.Null } json ? Header(name, Joined(json, Uri.UnescapeDataString(Between(style)), explode, static item => ApiJson.Text(item) ?? "")) : this;

#endif
#if COOKIE
    /// <summary>Sets a cookie: form.</summary>
    public ApiRequest Cookie<T>(string name, T value, bool explode)
    {
        var json = ApiJson.Of(value);
        if (json.ValueKind == JsonValueKind.Array && explode) cookies.AddRange(json.EnumerateArray().Select(item => $"{name}={Escaped(item)}"));
        else if (json.ValueKind == JsonValueKind.Object && explode) cookies.AddRange(json.EnumerateObject().Select(member => $"{member.Name}={Escaped(member.Value)}"));
        else if (json.ValueKind != JsonValueKind.Null) cookies.Add($"{name}={Joined(json, ",", false, Escaped)}");
        return this;
    }

#endif
#if QUERY
    /// <summary>Takes a value as the whole query.</summary>
    public ApiRequest QueryString<T>(T value) => Query("", value, "form", true);

#endif
    /// <summary>A value as JSON text, for parameters that are described by a media type.</summary>
    public static string? AsJson<T>(T value) => value is null ? null : ApiJson.Of(value).GetRawText();

    /// <summary>What stands between items: OpenAPI 2 has spaces, tabs and bars in any place.</summary>
    static string Between(string style) => style switch { "spaceDelimited" => "%20", "pipeDelimited" => "%7C", "tabDelimited" => "%09", _ => "," };

    static string Joined(JsonElement json, string between, bool explode, Func<JsonElement, string> text) => json.ValueKind switch
    {
        JsonValueKind.Array => string.Join(between, json.EnumerateArray().Select(text)),
        JsonValueKind.Object => string.Join(between, json.EnumerateObject().Select(member => Uri.EscapeDataString(member.Name) + (explode ? "=" : between) + text(member.Value))),
        _ => text(json),
    };

    static string Escaped(JsonElement json) => Uri.EscapeDataString(ApiJson.Text(json) ?? "");

#if QUERY
    static string Reserved(string escaped)
    {
        foreach (var each in ":/?#[]@!$&'()*+,;=") escaped = escaped.Replace(Uri.HexEscape(each), each.ToString(), StringComparison.Ordinal);
        return escaped;
    }
#endif
}
