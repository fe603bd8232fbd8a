using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Stores a resource under the URL (PUT, RFC 9110, section 9.3.4).</summary>
[Action("http.put", Idempotent = true, DefaultExpect = "result.status < 400")]
public sealed record HttpPut : HttpBodyInputs, IAction<HttpResponse>
{
    /// <inheritdoc/>
    public ValueTask<HttpResponse> RunAsync(ActionContext context, CancellationToken cancel) => SendAsync(context, cancel);

    private protected override string MethodToSend => "PUT";
}
