using System.Text.Json;

namespace Runner.Workflows.Importing;

/// <summary>The variables of a Postman collection that it uses where secrets stand, whatever their names are.</summary>
static class PostmanSecrets
{
    /// <summary>The fields of <c>auth</c> that nobody else is to know.</summary>
    static readonly string[] Fields = ["token", "password", "value", "accessToken", "clientSecret", "accessKey", "secretKey", "sessionToken"];

    /// <summary>Finds them, in a collection, a folder or a request and all within.</summary>
    internal static void Mark(JsonElement holder, VariableTable variables)
    {
        if (holder.Get("auth") is { ValueKind: JsonValueKind.Object } auth) MarkAuth(auth, variables);
        if (holder.Get("request") is { ValueKind: JsonValueKind.Object } request)
        {
            Mark(request, variables);
            foreach (var header in request.Items("header")) MarkNamed(header.Text("key"), header.Text("value"), variables);
            if (request.Get("header") is { ValueKind: JsonValueKind.String } lines)
                foreach (var line in lines.AsText()!.Split('\n').Select(line => line.Split(':', 2))) MarkNamed(line[0].Trim(), line[^1], variables);
            var url = request.Get("url");
            variables.MarkSecretsOfUrl(url?.ValueKind == JsonValueKind.String ? url.Value.AsText()! : url?.Text("raw") ?? "");
            foreach (var field in url?.Items("query") ?? []) MarkNamed(field.Text("key"), field.Text("value"), variables);
        }

        foreach (var item in holder.Items("item")) Mark(item, variables);
    }

    static void MarkAuth(JsonElement auth, VariableTable variables)
    {
        if (auth.Text("type") is not { } type || type == "noauth") return;
        foreach (var name in Fields) variables.MarkSecrets(Field(name));
        // A key for the user, without a password.
        if (type is "basic" or "digest" && Field("password").Length == 0) variables.MarkSecrets(Field("username"));

        string Field(string name) => (auth.Get(type) is { ValueKind: JsonValueKind.Object } settings ? settings.Text(name)
            : auth.Items(type).FirstOrDefault(item => item.Text("key") == name) is { ValueKind: JsonValueKind.Object } found ? found.Text("value") : null) ?? "";
    }

    static void MarkNamed(string? name, string? value, VariableTable variables)
    {
        if (name is not null && value is not null) variables.MarkSecretsOfHeader(name, value);
    }
}
