using System.Text.Json;
using Runner.Sdk;

namespace Runner.Plugins.Http;

/// <summary>The inputs of the actions that can send a body: at most one of json, form and body.</summary>
public abstract record HttpBodyInputs : HttpActionInputs
{
    /// <summary>A value to send as JSON, with Content-Type <c>application/json</c>.</summary>
    public JsonElement? Json { get; init; }

    /// <summary>
    /// Fields to send as an HTML form does, with Content-Type <c>application/x-www-form-urlencoded</c>. A value may be a
    /// list, which repeats the name.
    /// </summary>
    public IReadOnlyDictionary<string, JsonElement>? Form { get; init; }

    /// <summary>Text to send in UTF-8, as <c>text/plain</c> unless headers has a Content-Type.</summary>
    public string? Body { get; init; }

    /// <summary>Sends the request with the body that the inputs give.</summary>
    private protected ValueTask<HttpResponse> SendAsync(ActionContext context, string method, CancellationToken cancel)
    {
        var given = (Json is null ? 0 : 1) + (Form is null ? 0 : 1) + (Body is null ? 0 : 1);
        if (given > 1)
        {
            throw new ActionInputException(
                Body is null ? "form" : "body", "More than one of `json`, `form` and `body`: a request has one body, give one of them.");
        }
        return SendAsync(
            context,
            method,
            Json is { } json ? HttpBody.FromJson(json)
                : Form is not null ? HttpBody.FromForm(FieldValues.Flatten(Form, "form"))
                : Body is not null ? HttpBody.FromText(Body) : null,
            cancel);
    }
}
