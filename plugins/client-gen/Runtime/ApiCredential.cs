using System.Text;

namespace Runner.Plugins.ClientGen.Runtime;

/// <summary>What a caller proves who it is by, for one security scheme of the API.</summary>
public sealed class ApiCredential(string scheme, Func<ApiRequest, HttpClient, CancellationToken, Task> apply)
{
    internal string Scheme => scheme;

    internal Task ApplyAsync(ApiRequest request, HttpClient http, CancellationToken cancel) => apply(request, http, cancel);

    ApiCredential(string scheme, Action<ApiRequest> apply) : this(scheme, (request, _, _) =>
    {
        apply(request);
        return Task.CompletedTask;
    })
    {
    }

    /// <summary>A key in a header, the query or a cookie.</summary>
    public static ApiCredential Key(string scheme, string place, string name, string value) => new(scheme, request => _ = place switch
    {
        "query" => request.Query(name, value),
        "cookie" => request.Cookie(name, value),
        _ => request.Header(name, value),
    });

    /// <summary>A user name and a password.</summary>
    public static ApiCredential Basic(string scheme, string user, string password) =>
        Key(scheme, "header", "Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    /// <summary>A token.</summary>
    public static ApiCredential Bearer(string scheme, string token) => Key(scheme, "header", "Authorization", "Bearer " + token);

    /// <summary>A token, asked for before each request.</summary>
    public static ApiCredential Bearer(string scheme, Func<CancellationToken, Task<string>> token) =>
        new(scheme, async (request, _, cancel) => request.Header("Authorization", "Bearer " + await token(cancel).ConfigureAwait(false)));
}

/// <summary>Requests with credentials.</summary>
public sealed partial class ApiConnection
{
    readonly ApiCredential[] credentials = [];
    readonly string[] security = [];

    /// <summary>Sends requests with credentials.</summary>
    public ApiConnection(HttpClient http, string? server, ApiCredential[] credentials, params string[] security) : this(http, server) => (this.credentials, this.security) = (credentials, security);

    partial void Authorize(ApiRequest request, ref Task work, CancellationToken cancel)
    {
        foreach (var alternative in request.Security ?? security)
        {
            var needed = alternative.Split('+', StringSplitOptions.RemoveEmptyEntries).Select(name => Array.Find(credentials, each => each.Scheme == name)).ToList();
            if (needed.Count == 0 || needed.Contains(null)) continue;
            work = ApplyAsync(needed!, request, cancel);
            return;
        }
    }

    async Task ApplyAsync(List<ApiCredential> needed, ApiRequest request, CancellationToken cancel)
    {
        foreach (var each in needed) await each.ApplyAsync(request, http, cancel).ConfigureAwait(false);
    }
}
