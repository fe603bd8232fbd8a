namespace Runner.Plugins.Http;

/// <summary>What an <see cref="HttpSession"/> can do without holding a body in memory.</summary>
public static class HttpSessionStreams
{
    /// <summary>
    /// Sends a request, follows redirects, and returns as soon as the final answer's headers are there; its body is read
    /// from the response, which must be disposed. <see cref="HttpSessionOptions.MaxBodySize"/> does not limit it.
    /// </summary>
    /// <inheritdoc cref="HttpSession.SendAsync"/>
    public static Task<StreamedResponse> OpenAsync(this HttpSession session, HttpCall call, CancellationToken cancel = default) =>
        StreamedResponse.OpenAsync(session, call, cancel);

    /// <summary>
    /// Downloads a file, streamed: to <c>NAME.part</c>, which gets its name when it is whole and has the checksums that it should
    /// have. An answer of 400 and above makes no file, and the result says it.
    /// </summary>
    /// <exception cref="Runner.Sdk.NetworkException">The network or the server failed; see <see cref="HttpSession.SendAsync"/>.</exception>
    /// <exception cref="Runner.Sdk.ProtocolException">The file is too large, or has other checksums.</exception>
    /// <exception cref="Runner.Sdk.ActionInputException">The file cannot be written, or a checksum is not one.</exception>
    public static Task<HttpDownloaded> DownloadAsync(this HttpSession session, HttpCall call, DownloadOptions options, CancellationToken cancel = default) =>
        new Download(session, call, options).RunAsync(cancel);

    /// <summary>Listens to server-sent events. Nothing is sent before the events are read.</summary>
    /// <example><code>
    /// await foreach (var news in http.Events(new() { Url = "https://example.com/feed" }).ReadAsync(cancel)) Console.WriteLine(news.Data);
    /// </code></example>
    public static EventStream Events(this HttpSession session, HttpCall call, EventStreamOptions? options = null) => new(session, call, options ?? new());

    /// <summary>
    /// Reads a list that comes in pages. The last page is one without a next, one with a status of 300 and above, or that of
    /// <see cref="PagingOptions.MaxPages"/>. Credentials go only to the origin of the call's URL.
    /// </summary>
    /// <exception cref="Runner.Sdk.HttpException">The pages go in a circle, or lead where they may not.</exception>
    /// <exception cref="Runner.Sdk.ProtocolException">A page has no list where it should be.</exception>
    /// <exception cref="Runner.Sdk.ActionInputException">An option cannot work.</exception>
    public static IAsyncEnumerable<HttpPage> PagesAsync(this HttpSession session, HttpCall call, PagingOptions? options = null, CancellationToken cancel = default) =>
        new PageReader(session, call, options ?? new()).ReadAsync(cancel);
}
