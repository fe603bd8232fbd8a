using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>Pages that a Link header leads through (RFC 8288).</summary>
sealed partial class ApiRequest
{
    /// <summary>Sends, gives the items, and goes on to the link "next" while there is one. It must lead to the same server: the credentials go along.</summary>
    public static async IAsyncEnumerable<TItem> LinkedAsync<TItem>(Func<ApiRequest> make, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        Uri? next = null;
        do
        {
            var request = make();
            if (next is not null) request.Continue(next);
            using var response = await request.Header("Accept", "application/json").AnswerAsync(cancel).ConfigureAwait(false);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
            foreach (var item in bytes.Length == 0 ? [] : JsonSerializer.Deserialize<List<TItem>>(bytes, ApiJson.Options) ?? []) yield return item;
            var here = response.RequestMessage!.RequestUri!;
            var link = response.Headers.TryGetValues("Link", out var links) ? Regex.Match(string.Join(", ", links), "<([^>]*)>[^,]*;\\s*rel=\"?next\\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)) : Match.Empty;
            next = link.Success ? new Uri(here, link.Groups[1].Value) : null;
            if (next is not null && next.GetLeftPart(UriPartial.Authority) != here.GetLeftPart(UriPartial.Authority)) throw new ApiException($"The next page is on another server: {next.Host}", response, "");
            if (next == here) yield break;
        }
        while (next is not null);
    }

    Task<HttpResponseMessage> AnswerAsync(CancellationToken cancel) => api.SendAsync(this, cancel);

    void Continue(Uri link)
    {
        Server = link.GetLeftPart(UriPartial.Authority);
        path = link.AbsolutePath;
        query.Clear().Append(link.Query);
    }
}
