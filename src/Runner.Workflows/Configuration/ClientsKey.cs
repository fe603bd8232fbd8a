using Runner.Workflows.Diagnostics;
using Runner.Workflows.Syntax;
using Runner.Workflows.Yaml;

namespace Runner.Workflows.Configuration;

/// <summary>
/// Reads <c>clients: { petstore: petstore.yaml }</c>. The value is a document, or a mapping with more: what it holds is looked at when
/// something uses an action of it.
/// </summary>
static class ClientsKey
{
    const string Example = "clients: { petstore: petstore.yaml }";

    public static IReadOnlyList<ClientConfiguration> Read(YamlNode node, string folder, DiagnosticBag diagnostics)
    {
        if (node is not YamlMapping mapping)
        {
            diagnostics.Error(DiagnosticCodes.WrongType, node.Location, $"`clients` must be a mapping, and this is {node.Display}", $"names with their documents, such as {Example}");
            return [];
        }

        var clients = new List<ClientConfiguration>();
        foreach (var (key, value) in mapping.Entries)
        {
            if (!IsName(key.Text))
                diagnostics.Error(DiagnosticCodes.InvalidValue, key.Location, $"`{ShownText.Shorten(key.Text)}` cannot be a client's name", "lower case letters, digits and dashes, beginning with a letter: its actions are called NAME.OPERATION");
            else if (ReadOne(key, value, folder, diagnostics) is { } client) clients.Add(client);
        }

        return clients;
    }

    static ClientConfiguration? ReadOne(YamlScalar name, YamlNode node, string folder, DiagnosticBag diagnostics)
    {
        if (node is YamlScalar { Value.IsNull: false } alone) return Document(alone, folder, diagnostics) is { } path ? new(name.Text, path, name.Location) : null;
        var before = diagnostics.ErrorCount;
        if (MappingReader.Of(node, $"the client `{name.Text}`", diagnostics, $"a document, or a mapping with one, such as {name.Text}: {{ document: petstore.yaml, base-url: http://localhost:8080 }}") is not { } keys) return null;
        var written = keys.Scalar("document");
        var kind = keys.Scalar("kind");
        var baseUrl = keys.Scalar("base-url");
        var include = keys.Scalars("include", "[pets]") ?? [];
        var exclude = keys.Scalars("exclude", "[admin]") ?? [];
        var auth = keys.Node("auth") is { } bindings ? Auth(bindings, diagnostics) : null;
        keys.Finish(static key => key is "url" or "spec" or "file" or "path" ? "where the document is, is `document`" : null);
        if (written is null && keys.Node("document") is null)
            diagnostics.Error(DiagnosticCodes.MissingInput, name.Location, $"the client `{name.Text}` has no `document`", $"write the path or URL of its document, such as {Example}");
        var document = written is null ? null : Document(written, folder, diagnostics);
        if (baseUrl is not null && !IsUrl(baseUrl.Text))
            diagnostics.Error(DiagnosticCodes.InvalidValue, baseUrl.Location, $"`base-url` cannot be '{ShownText.Shorten(baseUrl.Text)}'", "write a whole URL, such as https://api.example.com/v2; a step may say another by its input `base-url`");
        if (document is null || diagnostics.ErrorCount > before) return null;
        return new(name.Text, document, name.Location)
        {
            Kind = kind?.Text,
            BaseUrl = baseUrl?.Text,
            Include = [.. include.Select(each => each.Text)],
            Exclude = [.. exclude.Select(each => each.Text)],
            Auth = auth ?? [],
        };
    }

    static string? Document(YamlScalar written, string folder, DiagnosticBag diagnostics)
    {
        if (IsUrl(written.Text)) return written.Text;
        if (written.Text.Contains("://", StringComparison.Ordinal))
        {
            diagnostics.Error(DiagnosticCodes.InvalidValue, written.Location, $"`{ShownText.Shorten(written.Text, 80)}` is no document that can be read", "a path, or a URL with http or https");
            return null;
        }

        var path = Path.GetFullPath(written.Text, folder);
        if (File.Exists(path)) return path;
        diagnostics.Error(DiagnosticCodes.InvalidValue, written.Location, $"there is no file `{ShownText.Shorten(written.Text, 80)}`", $"paths are relative to {RunnerConfiguration.FileName}");
        return null;
    }

    /// <summary>Names of environment variables; the secrets themselves have no place in a file that is shared.</summary>
    static Dictionary<string, IReadOnlyDictionary<string, string>>? Auth(YamlNode node, DiagnosticBag diagnostics)
    {
        if (node is not YamlMapping schemes)
        {
            diagnostics.Error(DiagnosticCodes.WrongType, node.Location, $"`auth` must be a mapping, and this is {node.Display}", "the document's security schemes, with environment variables: auth: { api_key: PETSTORE_KEY }");
            return null;
        }

        var auth = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (scheme, value) in schemes.Entries)
        {
            var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            if (value is YamlMapping several)
            {
                foreach (var (part, variable) in several.Entries)
                    if (Variable(part.Text, variable, diagnostics) is { } named) parts[part.Text] = named;
            }
            else if (Variable(scheme.Text, value, diagnostics) is { } only) parts[""] = only;
            auth[scheme.Text] = parts;
        }

        return auth;
    }

    static string? Variable(string what, YamlNode node, DiagnosticBag diagnostics)
    {
        if (node is YamlScalar { Value.IsNull: false, Text: var text } && text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')) return text;
        var expression = node is YamlScalar scalar && scalar.Text.Contains("${{", StringComparison.Ordinal);
        diagnostics.Error(DiagnosticCodes.InvalidValue, node.Location, $"`{ShownText.Shorten(what)}` must name an environment variable{(node is YamlScalar ? "" : $", and this is {node.Display}")}",
            expression ? "write the variable's name alone, such as API_TOKEN: what it holds is read when a step needs it" : "letters, digits and underscores, such as API_TOKEN; it holds the secret, which does not belong into this file");
        return null;
    }

    static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0
        && (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    static bool IsName(string text) => text.Length is > 0 and <= 64 && char.IsAsciiLetterLower(text[0]) && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
