using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Changes a part of a resource (PATCH, RFC 5789).</summary>
[Action("http.patch", DefaultExpect = "result.status < 400")]
public sealed record HttpPatch : HttpBodyInputs, IAction<HttpResponse>
{
    /// <inheritdoc/>
    public ValueTask<HttpResponse> RunAsync(ActionContext context, CancellationToken cancel) => SendAsync(context, cancel);

    private protected override string MethodToSend => "PATCH";
}
