using System.Text.Json;
using Runner.Plugins.ClientGen.Model;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>Where a step's request goes: its own <c>base-url</c>, that of <c>runner.yaml</c>, or the document's first server.</summary>
static class StepServer
{
    /// <summary>The document's server of an operation; null where it names none.</summary>
    public static ApiServer? Of(StepOperation operation, StepApi api) =>
        operation.Api.Servers.Count > 0 ? operation.Api.Servers[0] : api.Model.Servers.Count > 0 ? api.Model.Servers[0] : null;

    /// <exception cref="ActionInputException">There is none, or it is no URL.</exception>
    public static string UrlOf(StepOperation operation, StepApi api, ActionSourceEntry entry, JsonElement inputs)
    {
        if (StepInputs.TextOf(inputs, StepInputNames.BaseUrl) is { } given) return Checked(given, $"`base-url` is {Words.Quote(given)}, which is no URL: write such as http://localhost:8080/v2.");
        if (entry.BaseUrl is { } configured) return configured;
        var server = Of(operation, api) ?? throw new ActionInputException(StepInputNames.BaseUrl, $"The document does not say where the API is: give `base-url`, or `base-url` of clients.{entry.Name} in runner.yaml.");
        var url = server.Url;
        foreach (var variable in server.Variables)
        {
            var value = StepInputs.Member(inputs, StepInputNames.Server) is { ValueKind: JsonValueKind.Object } chosen ? StepInputs.TextOf(chosen, variable.Name) : null;
            url = url.Replace($"{{{variable.Name}}}", value ?? variable.Default, StringComparison.Ordinal);
        }

        return Checked(url, $"The document's server is {Words.Quote(url)}, which is no whole URL: give `base-url`, or `base-url` of clients.{entry.Name} in runner.yaml.");
    }

    static string Checked(string url, string otherwise) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" && parsed.Host.Length > 0 && parsed.UserInfo.Length == 0 ? url
        : throw new ActionInputException(StepInputNames.BaseUrl, Uri.TryCreate(url, UriKind.Absolute, out var named) && named.UserInfo.Length > 0 ? "`base-url` may not hold a user or a password: give `auth`." : otherwise);
}
