namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>Answers that are read as they come.</summary>
public sealed partial class ApiConnection
{
    /// <summary>Sends, and hands over the body, which the caller disposes of.</summary>
    public async Task<Stream> StreamAsync(ApiRequest request, CancellationToken cancel) =>
        await (await AnswerAsync(request, cancel).ConfigureAwait(false)).Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
}

/// <summary>Bodies that are sent as they are read.</summary>
public sealed partial class ApiRequest
{
    /// <summary>Sets the body to what a stream holds, which is read once.</summary>
    public ApiRequest Stream(Stream? content, string type) => content is null ? this : Body(new StreamContent(content), type);
}
