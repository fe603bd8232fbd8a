using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>Answers that are events as they happen.</summary>
sealed partial class ApiRequest
{
    /// <summary>Sends, and gives what each event holds: server-sent events, or a JSON value a line.</summary>
    public async IAsyncEnumerable<T> EventsAsync<T>(string accept, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var response = await api.SendAsync(Header("Accept", accept), cancel).ConfigureAwait(false);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false));
        var isJsonLines = response.Content.Headers.ContentType?.MediaType is { } type && type != "text/event-stream";
        var data = new StringBuilder();
        while (await lines.ReadLineAsync(cancel).ConfigureAwait(false) is { } line)
        {
            if (isJsonLines) data.Append(line.TrimStart('\u001e'));
            else if (line.StartsWith("data:", StringComparison.Ordinal)) data.Append(data.Length > 0 ? "\n" : "").Append(line.AsSpan(line.StartsWith("data: ", StringComparison.Ordinal) ? 6 : 5));
            if (data.Length == 0 || !(isJsonLines || line.Length == 0)) continue;
            var text = data.ToString();
            data.Clear();
            if (text == "[DONE]") yield break; // how chat servers end
            yield return text is T plain ? plain : JsonSerializer.Deserialize<T>(text, ApiJson.Options)!;
        }
    }
}
