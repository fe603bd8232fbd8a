using System.Text;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>A request, filled from an operation's arguments. Null is left out.</summary>
public sealed partial class ApiRequest(string method, string path)
{
    readonly StringBuilder query = new();
    readonly List<(string Name, string Value)> headers = [];
    readonly List<string> cookies = [];
    internal List<(string[] Statuses, Func<ApiException, ApiException> Make)> Errors { get; } = [];
    internal string[]? Security { get; private set; }
    internal string? Server { get; private set; }
    internal string? Accepted { get; private set; }
    internal HttpContent? Content { get; private set; }

    /// <summary>Fills a part of the path.</summary>
    /// <exception cref="ArgumentException">The value would make it another path.</exception>
    public ApiRequest Path<T>(string name, T value) => FillPath(name, Uri.EscapeDataString(ApiJson.Text(ApiJson.Of(value)) ?? ""));

    ApiRequest FillPath(string name, string text)
    {
        if (text is "" or "." or "..") throw new ArgumentException($"The path parameter {name} cannot be '{text}'.", name);
        path = path.Replace($"{{{name}}}", text, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Adds to the query.</summary>
    public ApiRequest Query<T>(string name, T value) => ApiJson.Text(ApiJson.Of(value)) is { } text ? AddQuery(Uri.EscapeDataString(name), Uri.EscapeDataString(text)) : this;

    ApiRequest AddQuery(string name, string text)
    {
        query.Append(query.Length > 0 ? "&" : "").Append(name).Append('=').Append(text);
        return this;
    }

    /// <summary>Sets a header.</summary>
    public ApiRequest Header<T>(string name, T value)
    {
        if (ApiJson.Text(ApiJson.Of(value)) is { } text) headers.Add((name, text));
        return this;
    }

    /// <summary>Sets a cookie.</summary>
    public ApiRequest Cookie<T>(string name, T value)
    {
        if (ApiJson.Text(ApiJson.Of(value)) is { } text) cookies.Add($"{name}={Uri.EscapeDataString(text)}");
        return this;
    }

    /// <summary>Sets the body to JSON.</summary>
    public ApiRequest Json<T>(T value, string type = "application/json") => value is null ? this : Body(new ByteArrayContent(ApiJson.Bytes(value)), type);

    /// <summary>Sets the body.</summary>
    public ApiRequest Body(HttpContent? content, string? type = null)
    {
        if (content is not null && type is not null) content.Headers.TryAddWithoutValidation("Content-Type", type);
        Content = content;
        return this;
    }

    /// <summary>Sets which media types are understood.</summary>
    public ApiRequest Accept(string types)
    {
        Accepted = types;
        return this;
    }

    /// <summary>What the body of errors is: of a status, a range such as 4XX, or default.</summary>
    public ApiRequest Error<T>(params string[] statuses)
    {
        Errors.Add((statuses, error => new ApiException<T>(error, ApiJson.Read<T>(error.Body))));
        return this;
    }

    /// <summary>Which credentials are sent: the first alternative that there are all of, written as <c>a+b</c>.</summary>
    public ApiRequest Auth(params string[] alternatives)
    {
        Security = alternatives;
        return this;
    }

    /// <summary>Sends to another server than the API's.</summary>
    public ApiRequest At(string server)
    {
        Server = server;
        return this;
    }

    /// <summary>The message to send.</summary>
    internal HttpRequestMessage Message(string server)
    {
        var hash = path.IndexOf('#', StringComparison.Ordinal);
        var url = server.TrimEnd('/') + (hash < 0 ? path : path[..hash]);
        if (query.Length > 0) url += (url.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query.ToString();
        var message = new HttpRequestMessage(new HttpMethod(method), url) { Content = Content };
        if (cookies.Count > 0) headers.Add(("Cookie", string.Join("; ", cookies)));
        if (Accepted is not null) headers.Add(("Accept", Accepted));
        foreach (var (name, value) in headers)
        {
            if (value.AsSpan().ContainsAny('\r', '\n', '\0')) throw new ArgumentException($"The header {name} cannot hold a line's end.", name);
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }
}
