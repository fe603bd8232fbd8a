using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>
/// An answer whose body is read as it comes and never held as a whole. It belongs to one reader, and holds its connection
/// until it is disposed.
/// </summary>
public sealed class StreamedResponse : IAsyncDisposable
{
    readonly TaskCompletionSource headersThere = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    Task<HttpResponse> sending = null!;
    HttpResponseMessage message = null!;
    ExchangeRequest request = null!;
    Stream? body;

    StreamedResponse()
    {
    }

    /// <summary>The status code, such as 200.</summary>
    public int Status => (int)message.StatusCode;

    /// <summary>The URL that answered: after redirects, and without any user, password or API key.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The headers by name, in any case, as <see cref="HttpResponse.Headers"/> has them.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    /// <summary>What Content-Length says; null without it. It counts the bytes before decoding.</summary>
    public long? Length => message.Content.Headers.ContentLength;

    /// <summary>
    /// The body, decompressed. Reading throws the <see cref="NetworkException"/>s that <see cref="HttpSession.SendAsync"/> throws.
    /// </summary>
    public async ValueTask<Stream> OpenBodyAsync(CancellationToken cancel = default) =>
        body ??= await BodyReader.OpenAsync(message, request, decode: true, cancel).ConfigureAwait(false);

    /// <summary>Gives the connection back. A body that was not read to its end costs the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (read.Task.IsCompleted) return;
        await EndAsync().ConfigureAwait(false);
    }

    internal static async Task<StreamedResponse> OpenAsync(HttpSession session, HttpCall call, CancellationToken cancel)
    {
        var response = new StreamedResponse();
        response.sending = session.SendAsync(call with { Receiver = response }, cancel);
        await Task.WhenAny(response.headersThere.Task, response.sending).ConfigureAwait(false);
        if (!response.headersThere.Task.IsCompleted) await response.sending.ConfigureAwait(false);
        return response;
    }

    /// <summary>The body as it came over the wire.</summary>
    internal async ValueTask<Stream> OpenEncodedBodyAsync(CancellationToken cancel) =>
        body ??= await BodyReader.OpenAsync(message, request, decode: false, cancel).ConfigureAwait(false);

    /// <summary>Ends the call, and tells all that is known about it; the response has no body of its own.</summary>
    internal Task<HttpResponse> EndAsync()
    {
        read.TrySetResult();
        return sending;
    }

    /// <summary>Called by the session when the headers of the call's final answer are there; the call goes on when all is read.</summary>
    internal async ValueTask<byte[]> ReceiveAsync(HttpResponseMessage answer, ExchangeRequest asked, RequestPlan plan)
    {
        (message, request, Url, Headers) = (answer, asked, plan.Url.AbsoluteUri, ResponseHeaders.Of(answer));
        headersThere.SetResult();
        await read.Task.ConfigureAwait(false); // whoever reads is who gets cancelled
        if (body is not null) await body.DisposeAsync().ConfigureAwait(false);
        return [];
    }
}
