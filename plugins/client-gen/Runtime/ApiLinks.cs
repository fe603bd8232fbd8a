using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>Pages that a Link header leads through (RFC 8288).</summary>
public sealed partial class ApiConnection
{
    /// <summary>Sends, gives the items, and goes on to the link "next" while there is one. It must lead to the same server: the credentials go along.</summary>
    public async IAsyncEnumerable<TItem> LinkedAsync<TItem>(Func<ApiRequest> make, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        Uri? next = null;
        do
        {
            var request = make().Accept("application/json");
            if (next is not null) request.Continue(next);
            using var response = await AnswerAsync(request, cancel).ConfigureAwait(false);
            var bytes = await response.Content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false);
            foreach (var item in bytes.Length == 0 ? [] : JsonSerializer.Deserialize<List<TItem>>(bytes, ApiJson.Options) ?? []) yield return item;
            var here = response.RequestMessage!.RequestUri!;
            var link = HeadersOf(response).TryGetValue("Link", out var links) ? Regex.Match(links, "<([^>]*)>[^,]*;\\s*rel=\"?next\\b", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)) : Match.Empty;
            next = link.Success ? new Uri(here, link.Groups[1].Value) : null;
            if (next is not null && next.GetLeftPart(UriPartial.Authority) != here.GetLeftPart(UriPartial.Authority)) throw new ApiException($"The next page is on another server: {next.Host}", (int)response.StatusCode, HeadersOf(response), "");
            if (next == here) yield break;
        }
        while (next is not null);
    }
}

/// <summary>Requests that go on with a link.</summary>
public sealed partial class ApiRequest
{
    internal void Continue(Uri link)
    {
        Server = link.GetLeftPart(UriPartial.Authority);
        path = link.AbsolutePath;
        query.Clear().Append(link.Query.TrimStart('?'));
    }
}
