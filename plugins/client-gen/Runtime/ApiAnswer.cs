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
sealed partial class ApiRequest
{
    /// <summary>Sends, and keeps status, headers and body.</summary>
    public async Task<ApiAnswer> AnyAsync(CancellationToken cancel)
    {
        using var answer = await api.SendAsync(this, cancel).ConfigureAwait(false);
        var known = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers)) known[name] = string.Join(", ", values);
        return new((int)answer.StatusCode, known, await answer.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false));
    }
}
