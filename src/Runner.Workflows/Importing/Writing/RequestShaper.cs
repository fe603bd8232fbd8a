using System.Globalization;

namespace Runner.Workflows.Importing;

/// <summary>A request as a step of a workflow.</summary>
sealed class RequestShaper(HttpCapabilities can, ImportedSecrets secrets, ImportNotes notes)
{
    const string Download = "http.download";

    // What holds where nothing is said.
    const int DefaultRedirects = 10;
    const string DefaultConnectTimeout = "10s";

    /// <summary>What <c>auth.aws</c> and <c>auth.oauth2</c> have that nobody else is to know.</summary>
    static readonly string[] SecretFields = ["access-key", "secret-key", "session-token", "client-secret", "refresh-token", "password"];

    readonly BodyShaper bodies = new(can, secrets, notes);

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
        bodies.Add(body, headers, request);
        if (headers.Count > 0)
        {
            var fields = new YamlMap { IsBlock = headers.Count > 2 };
            foreach (var (header, value) in headers) fields.Add(header, value);
            with.Add("headers", fields);
        }

        AddAuth(with, auth, request);
        if (ActionOf(request) == Download)
        {
            with.Add("to", request.SaveTo!);
            if (request.Resume) with.AddRaw("resume", "true");
        }
        else if (request.SaveTo is not null) notes.Warn(request.Place, $"the answer is not written to {request.SaveTo}: `{Download}` does that, for GET only");

        foreach (var (key, value) in body.Entries) with.Add(key, value);
        AddConnection(with, request);

        var step = new YamlMap { IsBlock = true, Comment = request.Comment };
        if (id is not null) step.Add("id", id);
        step.Add("name", name);
        var action = ActionOf(request);
        step.Add("uses", action);
        step.Add("with", action == "http.request" ? WithMethod(with, request.Method) : with);
        AddSettings(step, request);
        return step;
    }

    string ActionOf(ImportedRequest request) => request.Method switch
    {
        "GET" or "HEAD" when request.Body is not null => "http.request",
        "GET" when request.SaveTo is not null && can.Download => Download,
        "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" => $"http.{request.Method.ToLowerInvariant()}",
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
            address += "?" + string.Join('&', query.Split('&').Select(piece => UrlSecrets.HideField(piece, secrets, $"the query of {request.Place}")));
        }

        foreach (var known in baseUrls) address = known.Shorten(address);
        with.Add("url", secrets.Hide(address));
        if (groups is null) return;
        with.Add("query", bodies.FieldsOf(groups, "the query of", request));
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
                foreach (var (field, value) in fields) more.Add(field, SecretFields.Contains(field) ? secrets.Take(field, value, $"`{field}` of {request.Place}") : value);
                with.Add("auth", new YamlMap().Add(kind, more));
                break;
        }

        // Some services take a key for the user, without a password.
        YamlMap UserOf(string user, string password) => new YamlMap()
            .Add("username", ImportedSecrets.IsSecretValue(user) || password.Length == 0 ? secrets.Take("API_KEY", user, $"the user, which looks like a key, of {request.Place}") : user)
            .Add("password", secrets.Take("PASSWORD", password, $"the password of {user} for {request.Place}"));
    }

    void AddConnection(YamlMap with, ImportedRequest request)
    {
        if (request.FollowRedirects is { } follows) with.AddRaw("follow-redirects", follows ? "true" : "false");
        if (request.MaxRedirects is { } most && most != DefaultRedirects) with.AddRaw("max-redirects", most.ToString(CultureInfo.InvariantCulture));
        if (request.HttpVersion is { } version && (version != "http3" || can.Http3)) with.Add("http-version", version);
        else if (request.HttpVersion is not null) notes.Warn(request.Place, "HTTP/3 is left out: this version of the http plugin does not speak it");
        if (request.ConnectTimeout is { } connect && connect != DefaultConnectTimeout) with.Add("connect-timeout", connect);
        if (request.MaxBodySize is { } size) with.AddRaw(ActionOf(request) == Download ? "max-size" : "max-body-size", size.ToString(CultureInfo.InvariantCulture));
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
        if (request.LocalAddress is { } local) with.Add("local-address", local);
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
