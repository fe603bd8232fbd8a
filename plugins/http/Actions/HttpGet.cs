using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Asks for a resource (GET, RFC 9110, section 9.3.1).</summary>
[Action("http.get", Idempotent = true, DefaultExpect = "result.status < 400")]
public sealed record HttpGet : HttpRequestInputs, IAction<HttpResponse>
{
    /// <inheritdoc/>
    public ValueTask<HttpResponse> RunAsync(ActionContext context, CancellationToken cancel) => SendAsync(context, cancel);

    private protected override string MethodToSend => "GET";
}
