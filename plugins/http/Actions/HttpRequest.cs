using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>Makes a request with any method.</summary>
[Action("http.request", DefaultExpect = "result.status < 400")]
public sealed record HttpRequest : HttpBodyInputs, IAction<HttpResponse>
{
    static readonly string[] StandardMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    /// <summary>The method, such as <c>OPTIONS</c> or <c>PROPFIND</c>. The methods of RFC 9110 may be written in lower case.</summary>
    public required string Method { get; init; }

    /// <inheritdoc/>
    public ValueTask<HttpResponse> RunAsync(ActionContext context, CancellationToken cancel) => SendAsync(context, cancel);

    private protected override string MethodToSend => Spelled(Method);

    // Methods are case-sensitive, but nobody who writes `get` means a method of that name.
    static string Spelled(string method) =>
        Array.Find(StandardMethods, known => known.Equals(method, StringComparison.OrdinalIgnoreCase)) ?? method;
}
