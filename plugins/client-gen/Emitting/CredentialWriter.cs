using System.Text;
using Runner.Plugins.ClientGen.Model;
using Runner.Plugins.ClientGen.Naming;

namespace Runner.Plugins.ClientGen.Emitting;

/// <summary>Writes the methods that make the credentials of an API's security schemes.</summary>
static class CredentialWriter
{
    /// <summary>Writes them.</summary>
    public static void Write(StringBuilder code, IReadOnlyList<ApiSecurityScheme> schemes, NameScope scope, RuntimeNeeds runtime, string? server)
    {
        var names = scope.Take(schemes, static scheme => scheme.Id, static scheme => [Identifiers.Pascal(scheme.Id), Identifiers.Pascal(scheme.Id) + "Credential", Identifiers.Verbatim(scheme.Id) + "Credential"], static scheme => scheme.Id);
        for (var i = 0; i < names.Length; i++)
        {
            var (scheme, name, id) = (schemes[i], names[i], CSharpText.Literal(schemes[i].Id));
            code.Append('\n');
            CSharpText.Summary(code, "    ", scheme.Description);
            code.Append("    public static ApiCredential ").Append(name);
            switch (scheme.Kind)
            {
                case ApiSecurityKind.ApiKey:
                    var place = scheme.Place.ToString().ToLowerInvariant();
                    code.Append($"(string value) => new({id}, {CSharpText.Literal(scheme.ParameterName ?? scheme.Id)}, value{(place == "header" ? "" : $", \"{place}\"")});\n");
                    break;
                case ApiSecurityKind.Basic:
                    code.Append($"(string user, string password) => ApiCredential.Basic({id}, user, password);\n");
                    break;
                case ApiSecurityKind.Http:
                    code.Append($"(string value) => new({id}, \"Authorization\", value);\n");
                    break;
                default:
                    code.Append($"(string token) => new({id}, \"Authorization\", \"Bearer \" + token);\n");
                    code.Append($"    public static ApiCredential {name}(Func<CancellationToken, Task<string>> token) => new({id}, \"Authorization\", (_, cancel) => token(cancel), \"Bearer \");\n");
                    if (scheme.TokenUrl is { } url && Absolute(url, server) is { } tokenUrl)
                    {
                        runtime.Add("ApiOAuth");
                        code.Append($"    public static ApiCredential {name}(string clientId, string clientSecret, params string[] scopes) => new ApiOAuth({CSharpText.Literal(tokenUrl)}, clientId, clientSecret, scopes).Credential({id});\n");
                    }

                    break;
            }
        }
    }

    static string? Absolute(string url, string? server) =>
        Uri.TryCreate(url, UriKind.Absolute, out var given) && !given.IsFile ? url : server is not null && Uri.TryCreate(server, UriKind.Absolute, out var start) && Uri.TryCreate(start, url, out var whole) ? whole.AbsoluteUri : null;
}
