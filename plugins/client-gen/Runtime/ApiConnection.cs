namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>Where an API is, and who asks. Retries and telemetry are the HttpClient's.</summary>
#if DEFAULT_AUTH
public sealed class ApiConnection(HttpClient http, string? server, ApiCredential[] credentials, params string[] security)
#else
#if AUTH
public sealed class ApiConnection(HttpClient http, string? server, ApiCredential[] credentials)
#else
public sealed class ApiConnection(HttpClient http, string? server)
#endif
#endif
{
    /// <summary>Starts a request. What stands in the braces of the path is escaped.</summary>
#if DEFAULT_AUTH
    internal ApiRequest Call(string method, FormattableString path) => new ApiRequest(method, string.Format(null, path.Format, Array.ConvertAll(path.GetArguments(), Escaped)), this).Auth(security);
#else
    internal ApiRequest Call(string method, FormattableString path) => new(method, string.Format(null, path.Format, Array.ConvertAll(path.GetArguments(), Escaped)), this);
#endif

    /// <exception cref="ArgumentException">The value would make it another path.</exception>
    static string Escaped(object? value)
    {
        var text = Uri.EscapeDataString(string.Concat(ApiJson.Texts(value)));
        return text is "" or "." or ".." ? throw new ArgumentException($"'{text}' makes another path") : text;
    }

    /// <summary>Sends; an answer that tells of no success is an <see cref="ApiException"/>.</summary>
    internal async Task<HttpResponseMessage> SendAsync(ApiRequest request, CancellationToken cancel)
    {
#if AUTH
#if ALL_OF
        var complete = request.Security.Select(each => Array.ConvertAll(each.Split('+'), id => Array.Find(credentials, one => one.Scheme == id))).FirstOrDefault(each => !each.Contains(null));
        foreach (var each in complete ?? []) await each!.ApplyAsync(request, http, cancel).ConfigureAwait(false);
#else
#if OWN_AUTH || DEFAULT_AUTH
        if (request.Security.SelectMany(id => credentials.Where(each => each.Scheme == id)).FirstOrDefault() is { } credential) await credential.ApplyAsync(request, http, cancel).ConfigureAwait(false);
#endif
#endif
#endif
#if AT
#if NO_SERVER
        using var message = request.Message(request.Server ?? http.BaseAddress?.AbsoluteUri ?? server ?? throw new InvalidOperationException("HttpClient.BaseAddress must say where the API is."));
#else
        using var message = request.Message(request.Server ?? http.BaseAddress?.AbsoluteUri ?? server!);
#endif
#else
#if NO_SERVER
        using var message = request.Message(http.BaseAddress?.AbsoluteUri ?? server ?? throw new InvalidOperationException("HttpClient.BaseAddress must say where the API is."));
#else
        using var message = request.Message(http.BaseAddress?.AbsoluteUri ?? server!);
#endif
#endif
        var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode) return answer;
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false));
        var text = new char[1 << 18];
#if ERRORS
        throw request.Failure($"The API answered {(int)answer.StatusCode} {answer.ReasonPhrase}", answer, new(text, 0, await reader.ReadBlockAsync(text, cancel).ConfigureAwait(false)));
#else
        throw new ApiException($"The API answered {(int)answer.StatusCode} {answer.ReasonPhrase}", answer, new(text, 0, await reader.ReadBlockAsync(text, cancel).ConfigureAwait(false)));
#endif
    }
}
