using System.Text.Json;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>Sends requests. Retries, timeouts and telemetry are the HttpClient's, by its handlers.</summary>
/// <param name="http">Its base address, where it has one, counts in place of the server.</param>
/// <param name="server">Where the API is.</param>
public sealed partial class ApiConnection(HttpClient http, string? server)
{
    /// <summary>Of an error's body, so many characters are kept.</summary>
    const int MostOfError = 1 << 20;

    Task PrepareAsync(ApiRequest request, CancellationToken cancel)
    {
        var work = Task.CompletedTask;
        Authorize(request, ref work, cancel);
        return work;
    }

    partial void Authorize(ApiRequest request, ref Task work, CancellationToken cancel);

    /// <summary>Sends, and reads nothing but success.</summary>
    public async Task SendAsync(ApiRequest request, CancellationToken cancel) => (await AnswerAsync(request, cancel).ConfigureAwait(false)).Dispose();

    /// <summary>Sends, and reads the JSON of the answer.</summary>
    public async Task<T> SendAsync<T>(ApiRequest request, CancellationToken cancel) =>
        await SendOrNullAsync<T>(request, cancel).ConfigureAwait(false) ?? throw new ApiException("The answer has no body.", 204, [], "");

    /// <summary>Sends, and reads the JSON of the answer, if there is any.</summary>
    public async Task<T?> SendOrNullAsync<T>(ApiRequest request, CancellationToken cancel)
    {
        using var response = await AnswerAsync(request.Accept(request.Accepted ?? "application/json"), cancel).ConfigureAwait(false);
        var bytes = await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
        if (bytes.Length == 0) return default;
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, ApiJson.Options);
        }
        catch (JsonException e)
        {
            throw new ApiException($"The answer is not what the API documents: {e.Message}", (int)response.StatusCode, HeadersOf(response), System.Text.Encoding.UTF8.GetString(bytes), e);
        }
    }

    /// <summary>Sends; an answer that tells of no success is an <see cref="ApiException"/>.</summary>
    public async Task<HttpResponseMessage> AnswerAsync(ApiRequest request, CancellationToken cancel)
    {
        await PrepareAsync(request, cancel).ConfigureAwait(false);
        var start = request.Server ?? http.BaseAddress?.AbsoluteUri ?? server;
        if (!Uri.TryCreate(start, UriKind.Absolute, out _)) throw new InvalidOperationException($"Where the API is, is not known ({start}): set HttpClient.BaseAddress.");
        using var message = request.Message(start);
        var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancel).ConfigureAwait(false);
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await ErrorAsync(request, response, cancel).ConfigureAwait(false);
    }

    static async Task<ApiException> ErrorAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false));
        var body = new char[MostOfError];
        var length = await reader.ReadBlockAsync(body, cancel).ConfigureAwait(false);
        var error = new ApiException($"The API answered {status} {response.ReasonPhrase}", status, HeadersOf(response), new(body, 0, length));
        foreach (var wanted in (string[])[$"{status}", $"{status / 100}XX", "default"])
        {
            foreach (var (statuses, make) in request.Errors)
            {
                if (!statuses.Contains(wanted)) continue;
                try
                {
                    return make(error);
                }
                catch (JsonException)
                {
                    return error; // not what is documented: its text is there
                }
            }
        }

        return error;
    }

    static Dictionary<string, string> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers)) headers[name] = string.Join(", ", values);
        return headers;
    }
}
