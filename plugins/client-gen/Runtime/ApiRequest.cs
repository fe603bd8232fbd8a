using System.Text;
using System.Text.Json;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>A request, filled from an operation's arguments. Null is left out.</summary>
sealed partial class ApiRequest(string method, string path, ApiConnection? api = null)
{
    readonly StringBuilder query = new();
    readonly List<(string Name, string Value)> headers = [];
#if COOKIE
    readonly List<string> cookies = [];
#endif
    HttpContent? Content { get; set; }

#if ERRORS
    readonly Dictionary<string, Func<string, HttpResponseMessage, string, ApiException>> errors = [];

    /// <summary>What the body of errors is: of a status, a range such as 4XX, or default.</summary>
    internal ApiRequest Error<T>(params string[] statuses)
    {
        foreach (var status in statuses) errors.TryAdd(status, (message, answer, body) => new ApiException<T>(message, answer, body, JsonSerializer.Deserialize<T>(body, ApiJson.Options)));
        return this;
    }

    internal ApiException Failure(string message, HttpResponseMessage answer, string body)
    {
        var status = (int)answer.StatusCode;
        var make = errors.GetValueOrDefault($"{status}") ?? errors.GetValueOrDefault($"{status / 100}XX") ?? errors.GetValueOrDefault("default");
        try
        {
            return make?.Invoke(message, answer, body) ?? new(message, answer, body);
        }
        catch (JsonException)
        {
            return new(message, answer, body); // not what is documented: its text is there
        }
    }

#endif
#if OWN_AUTH
    internal string[]? Security { get; private set; }

    /// <summary>Which credentials are sent: the first alternative that there are all of, written as <c>a+b</c>.</summary>
    internal ApiRequest Auth(params string[] alternatives) => Then(Security = alternatives);

#endif
#if AT
    internal string? Server { get; private set; }

    /// <summary>Sends to another server than the API's.</summary>
    internal ApiRequest At(string server) => Then(Server = server);

#endif
#if QUERY
    /// <summary>Adds to the query: of a list, each item.</summary>
    internal ApiRequest Query<T>(string name, T value)
    {
        foreach (var text in ApiJson.Texts(value)) query.Append($"{(query.Length > 0 ? '&' : '?')}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(text)}");
        return this;
    }

#endif
#if HEADER
    /// <summary>Sets a header: of a list, with all items.</summary>
    internal ApiRequest Header<T>(string name, T value)
    {
        var text = string.Join(',', ApiJson.Texts(value));
        if (text.AsSpan().ContainsAny('\r', '\n', '\0')) throw new ArgumentException("A header holds no line's end", name);
        if (value is not null) headers.Add((name, text));
        return this;
    }

#endif
#if COOKIE
    /// <summary>Sets a cookie.</summary>
    internal ApiRequest Cookie<T>(string name, T value)
    {
        foreach (var text in ApiJson.Texts(value)) cookies.Add($"{name}={Uri.EscapeDataString(text)}");
        return this;
    }

#endif
#if JSON
    /// <summary>Sets the body to JSON.</summary>
#if TYPE
    internal ApiRequest Json<T>(T value, string type = "application/json") => value is null ? this : Body(new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Options)), type);
#else
    internal ApiRequest Json<T>(T value) => value is null ? this : Body(new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Options)), "application/json");
#endif

#endif
#if TEXT_BODY
    /// <summary>Sets the body to text, in UTF-8.</summary>
    internal ApiRequest Text(string? text, string type) => text is null ? this : Body(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), type);

#endif
#if STREAM_BODY
    /// <summary>Sets the body to what a stream holds, which is read once.</summary>
    internal ApiRequest Stream(Stream? stream, string type) => stream is null ? this : Body(new StreamContent(stream), type);

#endif
#if BODY
    /// <summary>Sets the body.</summary>
    internal ApiRequest Body(HttpContent body, string type)
    {
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        return Then(Content = body);
    }

#endif
    /// <summary>Goes on after something was set.</summary>
    ApiRequest Then(object? _) => this;

#if NOTHING
    /// <summary>Sends, and reads nothing but success.</summary>
    internal async Task SendAsync(CancellationToken cancel) => (await api!.SendAsync(this, cancel).ConfigureAwait(false)).Dispose();

#endif
#if VALUE
    /// <summary>Sends, and reads the JSON of the answer.</summary>
#if ACCEPT
    internal async Task<T> SendAsync<T>(CancellationToken cancel, string accept = "application/json")
    {
        using var answer = await api!.SendAsync(Header("Accept", accept), cancel).ConfigureAwait(false);
#else
    internal async Task<T> SendAsync<T>(CancellationToken cancel)
    {
        using var answer = await api!.SendAsync(Header("Accept", "application/json"), cancel).ConfigureAwait(false);
#endif
#if VALUE_OR_NULL
        return await ApiJson.ReadAsync<T>(answer, cancel).ConfigureAwait(false) ?? throw new ApiException("The answer has no body", answer, "");
#else
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
        try
        {
            return (bytes.Length > 0 ? JsonSerializer.Deserialize<T>(bytes, ApiJson.Options) : default) ?? throw new ApiException("The answer has no body", answer, "");
        }
        catch (JsonException e)
        {
            throw new ApiException($"The answer is not what the API documents: {e.Message}", answer, Encoding.UTF8.GetString(bytes), e);
        }
#endif
    }

#endif
#if VALUE_OR_NULL
    /// <summary>Sends, and reads the JSON of the answer, if there is any.</summary>
    internal async Task<T?> SendOrNullAsync<T>(CancellationToken cancel, string accept = "application/json")
    {
        using var answer = await api!.SendAsync(Header("Accept", accept), cancel).ConfigureAwait(false);
        return await ApiJson.ReadAsync<T>(answer, cancel).ConfigureAwait(false);
    }

#endif
#if TEXT
    /// <summary>Sends, and reads the text of the answer: plain, XML or whatever it is.</summary>
    internal async Task<string> TextAsync(CancellationToken cancel, string accept = "*/*")
    {
        using var answer = await api!.SendAsync(Header("Accept", accept), cancel).ConfigureAwait(false);
        return await answer.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
    }

#endif
#if STREAM
    /// <summary>Sends, and hands over the body, which the caller disposes of.</summary>
    internal async Task<Stream> StreamAsync(CancellationToken cancel, string accept = "*/*")
    {
        var answer = await api!.SendAsync(Header("Accept", accept), cancel).ConfigureAwait(false);
        return await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
    }

#endif
    /// <summary>The message to send.</summary>
    internal HttpRequestMessage Message(string server)
    {
#if QUERY_IN_PATH
        if (path.Contains('?', StringComparison.Ordinal)) query.Replace('?', '&', 0, Math.Min(1, query.Length));
#endif
        var message = new HttpRequestMessage(new(method), server.TrimEnd('/') + path + query) { Content = Content };
#if COOKIE
        if (cookies.Count > 0) headers.Add(("Cookie", string.Join("; ", cookies)));
#endif
        foreach (var (name, value) in headers)
            if (!message.Headers.TryAddWithoutValidation(name, value)) Content?.Headers.TryAddWithoutValidation(name, value);
        return message;
    }
}
