using System.Text;

namespace Runner.Plugins.ClientGen.Runtime;

#if KEY_ELSEWHERE
/// <summary>Proves who asks, for one security scheme: a header, the query or a cookie.</summary>
public sealed class ApiCredential(string scheme, string name, Func<HttpClient, CancellationToken, Task<string>> value, string prefix = "", string place = "header")
#else
/// <summary>Proves who asks, for one security scheme: a header.</summary>
public sealed class ApiCredential(string scheme, string name, Func<HttpClient, CancellationToken, Task<string>> value, string prefix = "")
#endif
{
#if KEY_ELSEWHERE
    internal ApiCredential(string scheme, string name, string value, string place = "header") : this(scheme, name, (_, _) => Task.FromResult(value), "", place) { }
#else
    internal ApiCredential(string scheme, string name, string value) : this(scheme, name, (_, _) => Task.FromResult(value)) { }
#endif

    internal string Scheme => scheme;

#if BASIC
    internal static ApiCredential Basic(string scheme, string user, string password) => new(scheme, "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

#endif
#if KEY_ELSEWHERE
    internal async Task ApplyAsync(ApiRequest request, HttpClient http, CancellationToken cancel)
    {
        var text = prefix + await value(http, cancel).ConfigureAwait(false);
        if (place == "query") request.Query(name, text);
        else if (place == "cookie") request.Cookie(name, text);
        else request.Header(name, text);
    }
#else
    internal async Task ApplyAsync(ApiRequest request, HttpClient http, CancellationToken cancel) => request.Header(name, prefix + await value(http, cancel).ConfigureAwait(false));
#endif
}
