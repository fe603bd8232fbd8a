using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The inputs of the actions that send one request and answer what came back.</summary>
public abstract record HttpRequestInputs : HttpActionInputs
{
    /// <summary>
    /// Asks again when the answer takes long, such as <c>{ after: 200ms, attempts: 2 }</c>, without giving the first request
    /// up: the first usable answer counts, the others are cancelled. For GET, HEAD, PUT, DELETE, OPTIONS, TRACE, and requests with an
    /// Idempotency-Key header.
    /// </summary>
    public Hedge? Hedge { get; init; }

    /// <summary>Sends the request, several times if need be.</summary>
    private protected ValueTask<HttpResponse> SendHedgedAsync(ActionContext context, string method, HttpBody? body, CancellationToken cancel) =>
        Hedge is null
            ? SendAsync(context, method, body, cancel)
            : Hedging.SendAsync(context, Session(context, mayBeBeaten: true), Call(context, method, body), Hedge, cancel);
}
