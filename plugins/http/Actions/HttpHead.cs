using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Asks for a resource's headers without its body (HEAD, RFC 9110, section 9.3.2).</summary>
[Action("http.head", Idempotent = true, DefaultExpect = "result.status < 400")]
public sealed record HttpHead : HttpRequestInputs, IAction<HttpResponse>
{
    /// <inheritdoc/>
    public ValueTask<HttpResponse> RunAsync(ActionContext context, CancellationToken cancel) => SendAsync(context, cancel);

    private protected override string MethodToSend => "HEAD";
}
