using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Hands data to a resource: creates, submits, calls (POST, RFC 9110, section 9.3.3).</summary>
[Action("http.post", DefaultExpect = "result.status < 400")]
public sealed record HttpPost : HttpBodyInputs, IAction<HttpResponse>
{
    /// <inheritdoc/>
    public ValueTask<HttpResponse> RunAsync(ActionContext context, CancellationToken cancel) => SendAsync(context, cancel);

    private protected override string MethodToSend => "POST";
}
