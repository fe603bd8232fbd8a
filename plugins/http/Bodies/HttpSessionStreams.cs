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
}
