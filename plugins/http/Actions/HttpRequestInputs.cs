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

    /// <summary>The method of the request.</summary>
    private protected abstract string MethodToSend { get; }

    /// <summary>What the request sends; null for nothing.</summary>
    private protected virtual HttpBody? BodyToSend(ActionContext context) => null;

    private protected sealed override HttpCall FirstCall(ActionContext context, HttpSession session) => Call(context, MethodToSend, BodyToSend(context));

    /// <summary>Sends the request over the process's connections, several times if need be.</summary>
    private protected ValueTask<HttpResponse> SendAsync(ActionContext context, CancellationToken cancel)
    {
        var session = Session(context, mayBeBeaten: Hedge is not null);
        var call = FirstCall(context, session);
        return SendAsync(context, session, call, cancel, Hedge);
    }
}
