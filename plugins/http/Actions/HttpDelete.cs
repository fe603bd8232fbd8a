using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Removes a resource (DELETE, RFC 9110, section 9.3.5).</summary>
[Action("http.delete", Idempotent = true, DefaultExpect = "result.status < 400")]
public sealed record HttpDelete : HttpBodyInputs, IAction<HttpResponse>
{
    /// <inheritdoc/>
    public ValueTask<HttpResponse> RunAsync(ActionContext context, CancellationToken cancel) => SendAsync(context, cancel);

    private protected override string MethodToSend => "DELETE";
}
