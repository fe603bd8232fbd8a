using System.Text;
using System.Text.Json;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>A request, filled from an operation's arguments. Null is left out.</summary>
sealed partial class ApiRequest(string method, string path, ApiConnection api)
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
    public ApiRequest Error<T>(params string[] statuses)
    {
        foreach (var status in statuses) errors.TryAdd(status, (message, answer, body) => new ApiException<T>(message, answer, body, JsonSerializer.Deserialize<T>(body, ApiJson.Options)));
        return this;
    }

    public ApiException Failure(string message, HttpResponseMessage answer, string body)
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
#if OWN_AUTH || DEFAULT_AUTH
    public string[] Security { get; private set; } = [];

    /// <summary>Which credentials are sent: the first alternative that there are all of, written as <c>a+b</c>.</summary>
    public ApiRequest Auth(params string[] alternatives)
    {
        Security = alternatives;
        return this;
    }

#endif
#if AT
    public string? Server { get; private set; }

    /// <summary>Sends to another server than the API's.</summary>
    public ApiRequest At(string server)
    {
        Server = server;
        return this;
    }

#endif
#if QUERY
    /// <summary>Adds to the query: of a list, each item.</summary>
    public ApiRequest Query<T>(string name, T value)
    {
        foreach (var text in ApiJson.Texts(value)) query.Append($"{(query.Length > 0 ? '&' : '?')}{Uri.EscapeDataString(name)}={Uri.EscapeDataString(text)}");
        return this;
    }

#endif
#if HEADER
    /// <summary>Sets a header: of a list, with all items.</summary>
    public ApiRequest Header<T>(string name, T value)
    {
        var text = string.Join(',', ApiJson.Texts(value));
        if (text.AsSpan().ContainsAny('\r', '\n', '\0')) throw new ArgumentException("A header holds no line's end", name);
        if (value is not null) headers.Add((name, text));
        return this;
    }

#endif
#if COOKIE
    /// <summary>Sets a cookie.</summary>
    public ApiRequest Cookie<T>(string name, T value)
    {
        foreach (var text in ApiJson.Texts(value)) cookies.Add($"{name}={Uri.EscapeDataString(text)}");
        return this;
    }

#endif
#if JSON
    /// <summary>Sets the body to JSON.</summary>
#if TYPE
    public ApiRequest Json<T>(T value, string type = "application/json") => value is null ? this : Body(new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Options)), type);
#else
    public ApiRequest Json<T>(T value) => value is null ? this : Body(new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, ApiJson.Options)), "application/json");
#endif

#endif
#if TEXT_BODY
    /// <summary>Sets the body to text, in UTF-8.</summary>
    public ApiRequest Text(string? text, string type) => text is null ? this : Body(new ByteArrayContent(Encoding.UTF8.GetBytes(text)), type);

#endif
#if STREAM_BODY
    /// <summary>Sets the body to what a stream holds, which is read once.</summary>
    public ApiRequest Stream(Stream? stream, string type) => stream is null ? this : Body(new StreamContent(stream), type);

#endif
#if BODY
    /// <summary>Sets the body.</summary>
    public ApiRequest Body(HttpContent body, string type)
    {
        body.Headers.TryAddWithoutValidation("Content-Type", type);
        Content = body;
        return this;
    }

#endif
#if NOTHING
    /// <summary>Sends, and reads nothing but success.</summary>
    public async Task SendAsync(CancellationToken cancel) => (await api.SendAsync(this, cancel).ConfigureAwait(false)).Dispose();

#endif
#if VALUE
    /// <summary>Sends, and reads the JSON of the answer.</summary>
#if ACCEPT
    public async Task<T> SendAsync<T>(CancellationToken cancel, string accept = "application/json")
    {
        using var answer = await api.SendAsync(Header("Accept", accept), cancel).ConfigureAwait(false);
#else
    public async Task<T> SendAsync<T>(CancellationToken cancel)
    {
        using var answer = await api.SendAsync(Header("Accept", "application/json"), cancel).ConfigureAwait(false);
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
    public async Task<T?> SendOrNullAsync<T>(CancellationToken cancel, string accept = "application/json")
    {
        using var answer = await api.SendAsync(Header("Accept", accept), cancel).ConfigureAwait(false);
        return await ApiJson.ReadAsync<T>(answer, cancel).ConfigureAwait(false);
    }

#endif
#if TEXT
    /// <summary>Sends, and reads the text of the answer: plain, XML or whatever it is.</summary>
    public async Task<string> TextAsync(CancellationToken cancel, string accept = "*/*")
    {
        using var answer = await api.SendAsync(Header("Accept", accept), cancel).ConfigureAwait(false);
        return await answer.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
    }

#endif
#if STREAM
    /// <summary>Sends, and hands over the body, which the caller disposes of.</summary>
    public async Task<Stream> StreamAsync(CancellationToken cancel, string accept = "*/*")
    {
        var answer = await api.SendAsync(Header("Accept", accept), cancel).ConfigureAwait(false);
        return await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
    }

#endif
    /// <summary>The message to send.</summary>
    public HttpRequestMessage Message(string server)
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
