namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>Where an API is, and who asks. Retries, timeouts and telemetry are the HttpClient's, by its handlers.</summary>
#if AUTH
public sealed class ApiConnection(HttpClient http, string? server, ApiCredential[] credentials, params string[] security)
#else
public sealed class ApiConnection(HttpClient http, string? server)
#endif
{
    /// <summary>Starts a request.</summary>
    internal ApiRequest Call(string method, string path) => new(method, path, this);

    /// <summary>Sends; an answer that tells of no success is an <see cref="ApiException"/>.</summary>
    internal async Task<HttpResponseMessage> SendAsync(ApiRequest request, CancellationToken cancel)
    {
#if OWN_AUTH
        var alternatives = (request.Security ?? security).Select(each => Array.ConvertAll(each.Split('+'), id => Array.Find(credentials, one => one.Scheme == id)));
#elif AUTH
        var alternatives = security.Select(each => Array.ConvertAll(each.Split('+'), id => Array.Find(credentials, one => one.Scheme == id)));
#endif
#if AUTH
        foreach (var each in alternatives.FirstOrDefault(each => !each.Contains(null)) ?? []) await each!.ApplyAsync(request, http, cancel).ConfigureAwait(false);
#endif
#if AT
        using var message = request.Message(request.Server ?? http.BaseAddress?.AbsoluteUri ?? server ?? throw new InvalidOperationException("HttpClient.BaseAddress must say where the API is."));
#else
        using var message = request.Message(http.BaseAddress?.AbsoluteUri ?? server ?? throw new InvalidOperationException("HttpClient.BaseAddress must say where the API is."));
#endif
        var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode) return answer;
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false));
        var text = new char[1 << 18];
        var body = new string(text, 0, await reader.ReadBlockAsync(text, cancel).ConfigureAwait(false));
        var error = $"The API answered {(int)answer.StatusCode} {answer.ReasonPhrase}";
#if ERRORS
        throw request.Failure(error, answer, body);
#else
        throw new ApiException(error, answer, body);
#endif
    }
}
