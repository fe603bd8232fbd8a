using System.Text.Json;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>A success that may be one of several.</summary>
public sealed record ApiAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The body as what its status documents.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public T? As<T>() => Body.Length == 0 ? default : JsonSerializer.Deserialize<T>(Body, ApiJson.Options);
}

/// <summary>Successes that are told apart by the caller.</summary>
public sealed partial class ApiConnection
{
    /// <summary>Sends, and keeps status, headers and body.</summary>
    public async Task<ApiAnswer> AnyAsync(ApiRequest request, CancellationToken cancel)
    {
        using var response = await AnswerAsync(request, cancel).ConfigureAwait(false);
        return new((int)response.StatusCode, HeadersOf(response), await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false));
    }
}
