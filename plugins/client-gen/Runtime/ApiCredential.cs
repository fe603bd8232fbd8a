using System.Text;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>What a caller proves who it is by, for one security scheme: a value in a header, the query or a cookie.</summary>
public sealed class ApiCredential(string scheme, string place, string name, Func<HttpClient, CancellationToken, Task<string>> value)
{
    internal ApiCredential(string scheme, string place, string name, string value) : this(scheme, place, name, (_, _) => Task.FromResult(value)) { }

    internal string Scheme => scheme;

#if BASIC
    internal static ApiCredential Basic(string scheme, string user, string password) => new(scheme, "header", "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

#endif
    internal async Task ApplyAsync(ApiRequest request, HttpClient http, CancellationToken cancel)
    {
        var text = await value(http, cancel).ConfigureAwait(false);
#if KEY_ELSEWHERE
        if (place == "query") request.Query(name, text);
        else if (place == "cookie") request.Cookie(name, text);
        else request.Header(name, text);
#else
        request.Header(name, text);
#endif
    }
}
