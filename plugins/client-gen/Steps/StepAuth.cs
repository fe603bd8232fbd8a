using System.Text.Json;
using System.Text.Json.Nodes;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Runtime;
using Runner.Sdk;

namespace Runner.Plugins.ClientGen.Steps;

/// <summary>Who a step says it is: by its input <c>auth</c>, or by the variables that <c>runner.yaml</c> names.</summary>
sealed class StepAuth(StepApi api, ActionSourceEntry entry, ActionContext context)
{
    /// <summary>What a step gives for a scheme.</summary>
    public static JsonObject Schema(ApiSecurityScheme scheme)
    {
        var description = SchemaText.Shortened(scheme.Description is { Length: > 0 } said ? said : scheme.Kind switch
        {
            ApiSecurityKind.ApiKey => $"The key, for the {scheme.Place.ToString().ToLowerInvariant()} {scheme.ParameterName}",
            ApiSecurityKind.Basic => "User and password",
            ApiSecurityKind.OAuth2 when scheme.TokenUrl is not null => "A token, or the client's id and secret to fetch one with",
            ApiSecurityKind.Http => $"What follows {scheme.Scheme} in the header Authorization",
            _ => "A token",
        });
        return scheme.Kind switch
        {
            ApiSecurityKind.Basic => Parts(description, ("username", false), ("password", true)),
            ApiSecurityKind.OAuth2 when scheme.TokenUrl is not null => new() { ["format"] = "password", ["description"] = description },
            _ => new() { ["type"] = "string", ["format"] = "password", ["description"] = description },
        };
    }

    static JsonObject Parts(string description, params (string Name, bool Secret)[] parts)
    {
        var fields = new JsonObject();
        foreach (var (name, secret) in parts)
        {
            var field = new JsonObject { ["type"] = "string" };
            if (secret) field["format"] = "password";
            fields[name] = field;
        }

        return new() { ["type"] = "object", ["properties"] = fields, ["required"] = new JsonArray([.. parts.Select(static part => (JsonNode)part.Name)]), ["description"] = description };
    }

    /// <summary>Puts the credentials of the first alternative that there are all of on the request.</summary>
    /// <returns>The schemes that could have been given, where none was.</returns>
    /// <exception cref="ActionInputException">What is given cannot be used.</exception>
    public async ValueTask<IReadOnlyList<string>> ApplyAsync(ApiOperation operation, ApiRequest request, JsonElement? given, HttpClient http, CancellationToken cancel)
    {
        foreach (var alternative in operation.Security)
        {
            var credentials = new List<ApiCredential>();
            foreach (var need in alternative.Needs)
                if (CredentialOf(need, given) is { } credential) credentials.Add(credential);
            if (credentials.Count < alternative.Needs.Count(need => SchemeOf(need)?.Kind != ApiSecurityKind.MutualTls)) continue;
            foreach (var credential in credentials) await credential.ApplyAsync(request, http, cancel).ConfigureAwait(false);
            if (credentials.Count > 0 || alternative.Needs.Count == 0) return [];
        }

        return [.. operation.Security.SelectMany(static each => each.Needs).Select(static need => need.Scheme).Distinct()];
    }

    ApiSecurityScheme? SchemeOf(ApiSecurityNeed need) => api.Model.SecuritySchemes.FirstOrDefault(each => each.Id == need.Scheme);

    ApiCredential? CredentialOf(ApiSecurityNeed need, JsonElement? given)
    {
        if (SchemeOf(need) is not { } scheme) return null;
        var at = $"{StepInputNames.Auth}.{scheme.Id}";
        string? single = null;
        Func<string, string?> part = static _ => null;
        if (given is { ValueKind: JsonValueKind.Object } auth && StepInputs.Member(auth, scheme.Id) is { } value)
        {
            if (value.ValueKind == JsonValueKind.Object) part = name => StepInputs.TextOf(value, name);
            else single = ApiJson.Text(value);
        }
        else if (entry.Auth.TryGetValue(scheme.Id, out var variables))
        {
            if (variables.TryGetValue("", out var only)) single = Read(only);
            part = name => variables.TryGetValue(name, out var variable) ? Read(variable) : null;
        }
        else return null;

        switch (scheme.Kind)
        {
            case ApiSecurityKind.ApiKey:
                return Fixed(scheme.Place.ToString().ToLowerInvariant(), scheme.ParameterName!, Single());
            case ApiSecurityKind.Basic:
                var (user, password) = single is { } joined && joined.Split(':', 2) is [var before, var after] ? (before, after) : (part("username"), part("password"));
                if (user is null || password is null) throw new ActionInputException(at, $"`{at}` needs a user and a password: {{ username: ..., password: ... }}.");
                var encoded = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}:{password}"));
                context.Mask(encoded);
                return Fixed("header", "Authorization", "Basic " + encoded);
            case ApiSecurityKind.OAuth2 when single is null && scheme.TokenUrl is { } tokens:
                if (part("client-id") is not { } id || part("client-secret") is not { } secret) throw new ActionInputException(at, $"`{at}` needs a token, or {{ client-id: ..., client-secret: ... }} to fetch one with.");
                context.Mask(secret);
                return context.Shared<StepTokens>().Of(tokens, id, secret, need.Scopes).Credential(scheme.Id);
            case ApiSecurityKind.Http:
                var rest = Single();
                return Fixed("header", "Authorization", $"{scheme.Scheme} {rest}");
            case ApiSecurityKind.MutualTls:
                return null;
            default:
                return Fixed("header", "Authorization", "Bearer " + Single());
        }

        ApiCredential Fixed(string place, string name, string value) => new(scheme.Id, name, value, place);

        string Single() => single is { Length: > 0 } text && !text.AsSpan().ContainsAny('\r', '\n', '\0') ? text
            : throw new ActionInputException(at, single is null ? $"`{at}` must be a text." : single.Length == 0 ? $"`{at}` is empty." : $"`{at}` has a line's end in it.");
    }

    string Read(string variable) => context.Secret(variable) ?? throw new ActionInputException(StepInputNames.Auth, $"`auth`: clients.{entry.Name} in runner.yaml names the environment variable {variable}, which is not set: set it, or name a file that has it with --env-file.");
}

/// <summary>Tokens that were fetched, kept while they are good.</summary>
public sealed class StepTokens
{
    readonly System.Collections.Concurrent.ConcurrentDictionary<(string, string, string, string), ApiOAuth> known = new();

    /// <summary>The tokens of a client.</summary>
    internal ApiOAuth Of(string url, string id, string secret, IReadOnlyList<string> scopes) =>
        known.GetOrAdd((url, id, secret, string.Join(' ', scopes)), _ => new(url, id, secret, [.. scopes]));
}
