namespace Runner.Workflows.Importing;

/// <summary>What a request sends, as inputs of its step: <c>json</c>, <c>form</c>, <c>multipart</c>, <c>file</c> or <c>body</c>.</summary>
sealed class BodyShaper(HttpCapabilities can, ImportedSecrets secrets, ImportNotes notes)
{
    const string JsonType = "application/json";
    const string FormType = "application/x-www-form-urlencoded";

    /// <summary>The fields of a query or a form, secrets taken out.</summary>
    public YamlMap FieldsOf(List<(string Name, List<string> Values)> groups, string what, ImportedRequest request)
    {
        var fields = new YamlMap();
        foreach (var (name, values) in groups)
        {
            var parts = values.Select(value => FieldOf(name, value, what, request)).ToList();
            fields.Add(name, parts.Count == 1 ? parts[0] : new YamlList(parts));
        }

        return fields;
    }

    YamlPart FieldOf(string name, string value, string what, ImportedRequest request)
    {
        if (IsSecret(name, value)) return new YamlText(secrets.Take(name, value, $"`{name}` in {what} {request.Place}"));
        // A number is sent as it is written, and reads better without quotes.
        return value is "0" || value.Length is > 0 and < 16 && value[0] is >= '1' and <= '9' && value.All(char.IsAsciiDigit) ? new YamlRaw(value) : new YamlText(secrets.Hide(value));
    }

    static bool IsSecret(string name, string value) => ImportedSecrets.IsSecretName(name) || ImportedSecrets.IsSecretValue(value);

    /// <summary>Adds what the request sends, and takes the headers away that the action sends by itself.</summary>
    public void Add(YamlMap with, List<KeyValuePair<string, string>> headers, ImportedRequest request)
    {
        var given = headers.FindIndex(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase));
        var type = given < 0 ? null : headers[given].Value;
        switch (request.Body)
        {
            case ImportedBody.Form { Fields: var fields }:
                if (UrlText.Grouped(fields) is { } groups && fields.TrueForAll(field => YamlScalar.CanBeKey(field.Key) && field.Key.Length > 0)) with.Add("form", FieldsOf(groups, "the form of", request));
                else AddText(string.Join('&', fields.Select(field => $"{UrlText.Escape(field.Key)}={UrlText.Escape(field.Value)}")), FormType);
                Leave(FormType);
                break;
            case ImportedBody.Text { Content: var text, ContentType: var implied }:
                AddBodyText(text, implied);
                break;
            case ImportedBody.Multipart { Parts: var parts }:
                if (can.Multipart)
                {
                    with.Add("multipart", MultipartOf(parts, request));
                    // Its boundary is made when it is sent.
                    if (type?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true) headers.RemoveAt(given);
                }
                else notes.Warn(request.Place, "the multipart form is left out: this version of the http plugin has no `multipart`");
                break;
            case ImportedBody.File { Path: var path, ContentType: var fileType }:
                if (can.FileBody)
                {
                    with.Add("file", path);
                    if (type is null && fileType is not null) headers.Add(new("Content-Type", fileType));
                }
                else notes.Warn(request.Place, $"the body from the file {path} is left out: this version of the http plugin has no `file`");
                break;
        }

        void AddBodyText(string text, string? implied)
        {
            var media = MediaOf(type ?? implied);
            if (media is JsonType || media?.EndsWith("+json", StringComparison.Ordinal) == true)
            {
                if (JsonBodyText.Read(text, secrets, request.Place) is { } json)
                {
                    with.Add("json", HideIn(json));
                    if (type is null && implied != JsonType) headers.Add(new("Content-Type", implied!));
                    Leave(JsonType);
                    return;
                }
            }
            else if (media is FormType)
            {
                if (text.Length == 0 || UrlText.Form(text) is { } fields && UrlText.Grouped(fields) is not null)
                {
                    var groups = text.Length == 0 ? [] : UrlText.Grouped(UrlText.Form(text)!)!;
                    with.Add("form", FieldsOf(groups, "the form of", request));
                    Leave(FormType);
                    return;
                }
            }

            AddText(text, implied);
        }

        void AddText(string text, string? implied)
        {
            with.Add("body", secrets.Hide(BodySecrets.Hide(text, secrets, request.Place)));
            if (type is null && implied is not null) headers.Add(new("Content-Type", implied));
        }

        // What the action sends by itself.
        void Leave(string own)
        {
            if (type is not null && type.Equals(own, StringComparison.OrdinalIgnoreCase)) headers.RemoveAt(given);
        }
    }

    static string? MediaOf(string? type) => type?.Split(';')[0].Trim().ToLowerInvariant();

    YamlPart HideIn(YamlPart part)
    {
        switch (part)
        {
            case YamlText { Text: var text }:
                return new YamlText(secrets.Hide(text));
            case YamlList { Items: var items }:
                return new YamlList([.. items.Select(HideIn)]);
            case YamlMap map:
                var copy = new YamlMap { IsBlock = map.IsBlock };
                foreach (var (key, value) in map.Entries) copy.Add(key, HideIn(value));
                return copy;
            default:
                return part;
        }
    }

    YamlMap MultipartOf(List<ImportedPart> parts, ImportedRequest request)
    {
        var fields = new YamlMap();
        var runs = parts.Select(part => part.Name).Where((name, i) => i == 0 || name != parts[i - 1].Name).ToList();
        if (runs.Distinct(StringComparer.Ordinal).Count() < runs.Count)
            notes.Warn(request.Place, "fields of its form that have one name are sent one after the other: `multipart` names each once");
        foreach (var group in parts.GroupBy(part => part.Name, StringComparer.Ordinal))
        {
            if (!YamlScalar.CanBeKey(group.Key) || group.Key.Length == 0) notes.Warn(request.Place, "a field of its form is left out: its name cannot be written in a workflow");
            else fields.Add(group.Key, group.Count() == 1 ? PartOf(group.First()) : new YamlList([.. group.Select(PartOf)]));
        }

        return fields;

        YamlPart PartOf(ImportedPart part)
        {
            var value = part.Value is null ? null : secrets.Hide(IsSecret(part.Name, part.Value) ? secrets.Take(part.Name, part.Value, $"`{part.Name}` in the form of {request.Place}") : part.Value);
            if (value is not null && part.ContentType is null && part.FileName is null) return new YamlText(value);
            var written = new YamlMap();
            if (part.File is { } file) written.Add("file", file);
            else written.Add("value", value!);
            if (part.FileName is { } fileName) written.Add("filename", fileName);
            if (part.ContentType is { } type) written.Add("content-type", type);
            return written;
        }
    }
}
