using System.Globalization;

namespace Runner.Workflows.Importing;

/// <summary>A request as a step of a workflow.</summary>
sealed class RequestShaper(HttpCapabilities can, ImportedSecrets secrets, ImportNotes notes)
{
    const string JsonType = "application/json";
    const string FormType = "application/x-www-form-urlencoded";

    /// <summary>The step.</summary>
    /// <param name="request">The request.</param>
    /// <param name="name">The step's name.</param>
    /// <param name="id">The step's id; null for none.</param>
    /// <param name="baseUrls">Expressions for what several URLs begin with.</param>
    public YamlMap Shape(ImportedRequest request, string name, string? id, IReadOnlyList<BaseUrl> baseUrls)
    {
        var (url, user) = WithoutUser(request);
        var headers = new HeaderShaper(secrets, notes).Shape(request, out var headerAuth);
        var auth = request.Auth ?? headerAuth ?? user;

        var with = new YamlMap { IsBlock = true };
        AddUrl(with, url, request, baseUrls);
        var body = new YamlMap();
        AddBody(body, headers, request);
        if (headers.Count > 0)
        {
            var fields = new YamlMap { IsBlock = headers.Count > 2 };
            foreach (var (header, value) in headers) fields.Add(header, value);
            with.Add("headers", fields);
        }

        AddAuth(with, auth, request);
        foreach (var (key, value) in body.Entries) with.Add(key, value);
        AddConnection(with, request);

        var step = new YamlMap { IsBlock = true, Comment = request.Comment };
        if (id is not null) step.Add("id", id);
        step.Add("name", name);
        var action = ActionOf(request.Method, request.Body is not null);
        step.Add("uses", action);
        step.Add("with", action == "http.request" ? WithMethod(with, request.Method) : with);
        AddSettings(step, request);
        return step;
    }

    static string ActionOf(string method, bool hasBody) => method switch
    {
        "GET" or "HEAD" when hasBody => "http.request",
        "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" => $"http.{method.ToLowerInvariant()}",
        _ => "http.request",
    };

    static YamlMap WithMethod(YamlMap with, string method)
    {
        var all = new YamlMap { IsBlock = true }.Add("method", method);
        foreach (var (key, value) in with.Entries) all.Add(key, value);
        return all;
    }

    static (string Url, ImportedAuth? Auth) WithoutUser(ImportedRequest request)
    {
        var url = request.Url;
        var start = url.IndexOf("://", StringComparison.Ordinal);
        if (start < 0) return (url, null);
        start += 3;
        var end = url.IndexOfAny(['/', '?', '#'], start);
        if (end < 0) end = url.Length;
        var at = url.LastIndexOf('@', end - 1);
        if (at < start) return (url, null);
        var user = url[start..at].Split(':', 2).Select(part => ExpressionMark.Map(part, Uri.UnescapeDataString)).ToArray();
        return (url[..start] + url[(at + 1)..], new ImportedAuth.Basic(user[0], user.Length > 1 ? user[1] : ""));
    }

    void AddUrl(YamlMap with, string url, ImportedRequest request, IReadOnlyList<BaseUrl> baseUrls)
    {
        var (address, query) = UrlText.Split(url);
        var pairs = query is null or "" ? null : UrlText.Query(query);
        var groups = pairs is null ? null : UrlText.Grouped(pairs);
        if (query is { Length: > 0 } && groups is null)
        {
            address += "?" + string.Join('&', query.Split('&').Select(piece => HidePiece(piece, request)));
        }

        foreach (var known in baseUrls) address = known.Shorten(address);
        with.Add("url", secrets.Hide(address));
        if (groups is null) return;
        with.Add("query", FieldsOf(groups, "the query of", request));
    }

    string HidePiece(string piece, ImportedRequest request)
    {
        var sign = piece.IndexOf('=', StringComparison.Ordinal);
        if (sign < 0 || !ImportedSecrets.IsSecretName(piece[..sign])) return piece;
        return $"{piece[..(sign + 1)]}{secrets.Take(piece[..sign], piece[(sign + 1)..], $"`{piece[..sign]}` in the query of {request.Place}, as it is escaped there")}";
    }

    YamlMap FieldsOf(List<(string Name, List<string> Values)> groups, string what, ImportedRequest request)
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

    void AddBody(YamlMap with, List<KeyValuePair<string, string>> headers, ImportedRequest request)
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

    void AddAuth(YamlMap with, ImportedAuth? auth, ImportedRequest request)
    {
        switch (auth)
        {
            case ImportedAuth.Bearer { Token: var token }:
                with.Add("auth", new YamlMap().Add("bearer", secrets.Take("TOKEN", token, $"the bearer token of {request.Place}")));
                break;
            case ImportedAuth.Basic { User: var user, Password: var password }:
                with.Add("auth", new YamlMap().Add("basic", UserOf(user, password)));
                break;
            case ImportedAuth.Digest { User: var user, Password: var password }:
                if (can.Digest) with.Add("auth", new YamlMap().Add("digest", UserOf(user, password)));
                else notes.Warn(request.Place, "digest authentication is left out: this version of the http plugin has no `auth.digest`");
                break;
            case ImportedAuth.ApiKey { Name: var name, Value: var value, InQuery: var inQuery }:
                var key = new YamlMap().Add("name", name).Add("value", secrets.Take(name, value, $"the API key of {request.Place}"));
                if (inQuery) key.Add("in", "query");
                with.Add("auth", new YamlMap().Add("api-key", key));
                break;
            case ImportedAuth.Other { Kind: var kind, Fields: var fields }:
                if (kind == "aws" ? !can.Aws : kind != "oauth2" || !can.OAuth2)
                {
                    notes.Warn(request.Place, $"its authentication ({kind}) is left out: this version of the http plugin has no `auth.{kind}`");
                    break;
                }

                var more = new YamlMap();
                foreach (var (field, value) in fields) more.Add(field, ImportedSecrets.IsSecretName(field) ? secrets.Take(field, value, $"`{field}` of {request.Place}") : value);
                with.Add("auth", new YamlMap().Add(kind, more));
                break;
        }

        // Some services take a key for the user, without a password.
        YamlMap UserOf(string user, string password) => new YamlMap()
            .Add("username", ImportedSecrets.IsSecretValue(user) || password.Length == 0 && user.Length >= 16 ? secrets.Take("API_KEY", user, $"the user, which looks like a key, of {request.Place}") : user)
            .Add("password", secrets.Take("PASSWORD", password, $"the password of {user} for {request.Place}"));
    }

    void AddConnection(YamlMap with, ImportedRequest request)
    {
        if (request.FollowRedirects is { } follows) with.AddRaw("follow-redirects", follows ? "true" : "false");
        if (request.MaxRedirects is { } most) with.AddRaw("max-redirects", most.ToString(CultureInfo.InvariantCulture));
        if (request.HttpVersion is { } version && (version != "http3" || can.Http3)) with.Add("http-version", version);
        else if (request.HttpVersion is not null) notes.Warn(request.Place, "HTTP/3 is left out: this version of the http plugin does not speak it");
        if (request.ConnectTimeout is { } connect) with.Add("connect-timeout", connect);
        if (request.MaxBodySize is { } size) with.AddRaw("max-body-size", size.ToString(CultureInfo.InvariantCulture));
        AddTls(with, request);
        if (Supported(request.Proxy is not null, can.Proxy, "the proxy", "proxy", request)) with.Add("proxy", request.Proxy!);
        if (Supported(request.NoProxy.Count > 0, can.Proxy, "the list of hosts without a proxy", "no-proxy", request)) with.Add("no-proxy", new YamlList([.. request.NoProxy.Select(host => new YamlText(host))]));
        if (Supported(request.Resolve.Count > 0, can.Resolve, "the address for the name", "resolve", request))
        {
            var names = new YamlMap();
            foreach (var (name, address) in request.Resolve) names.Add(name, address);
            with.Add("resolve", names);
        }

        if (Supported(request.UnixSocket is not null, can.UnixSocket, "the unix socket", "unix-socket", request)) with.Add("unix-socket", request.UnixSocket!);
    }

    void AddTls(YamlMap with, ImportedRequest request)
    {
        if (!can.Tls)
        {
            if (!request.VerifyTls) with.AddRaw("verify-tls", "false");
            Supported(request.Tls is not null, false, "what curl says of TLS", "tls", request);
            return;
        }

        var tls = new YamlMap();
        if (!request.VerifyTls) tls.AddRaw("verify", "false");
        if (request.Tls?.Ca is { } ca) tls.Add("ca", ca);
        if (request.Tls?.Certificate is { } certificate) tls.Add("certificate", certificate);
        if (request.Tls?.Key is { } key) tls.Add("key", key);
        if (request.Tls?.Password is { } password) tls.Add("password", secrets.Take("CERTIFICATE_PASSWORD", password, $"the password of the certificate of {request.Place}"));
        if (request.Tls?.Pins is { Count: > 0 } pins) tls.Add("pins", new YamlList([.. pins.Select(pin => new YamlText(pin))]));
        if (request.Tls?.MinVersion is { } least) tls.Add("min-version", least);
        if (request.Tls?.MaxVersion is { } most) tls.Add("max-version", most);
        if (tls.Entries.Count > 0) with.Add("tls", tls);
    }

    bool Supported(bool wanted, bool possible, string what, string input, ImportedRequest request)
    {
        if (wanted && !possible) notes.Warn(request.Place, $"{what} is left out: this version of the http plugin has no `{input}`");
        return wanted && possible;
    }

    static void AddSettings(YamlMap step, ImportedRequest request)
    {
        if (request.Timeout is { } timeout) step.Add("timeout", timeout);
        if (request.Retry is { } retry)
        {
            var settings = new YamlMap { IsBlock = true }.AddRaw("attempts", retry.Attempts.ToString(CultureInfo.InvariantCulture)).Add("delay", retry.Delay);
            if (retry.Backoff is { } backoff) settings.Add("backoff", backoff);
            if (retry.Timeout is { } limit) settings.Add("timeout", limit);
            step.Add("retry", settings.Add("until", retry.Until));
        }

        if (request.Expect.Count == 1) step.Add("expect", request.Expect[0]);
        else if (request.Expect.Count > 1) step.Add("expect", new YamlList([.. request.Expect.Select(expectation => new YamlText(expectation))]));
        if (request.Outputs.Count == 0) return;
        var outputs = new YamlMap { IsBlock = true };
        foreach (var output in request.Outputs)
        {
            var value = ExpressionMark.Of(output.Expression);
            if (output.IsSecret) outputs.Add(output.Name, new YamlMap().Add("value", value).AddRaw("secret", "true"));
            else outputs.Add(output.Name, value);
        }

        step.Add("outputs", outputs);
    }
}
