using System.Globalization;

namespace Runner.Workflows.Importing;

/// <summary>The requests of one curl command, up to a <c>--next</c>: what its options say of them.</summary>
sealed class CurlRequest(ImportOptions options, ImportedSecrets secrets, ImportNotes notes, Func<ShellWord, string> at)
{
    readonly List<ShellWord> urls = [];
    readonly List<KeyValuePair<string, string>> headers = [];
    readonly CurlBody body = new(options, notes);
    readonly CurlConnection connection = new(options, notes);
    readonly CurlOutputs outputs = new(options, notes);
    readonly List<string> query = [];
    string? method;
    bool isGet;
    bool isHead;
    bool follows;
    ShellWord? takesTypeAway;
    bool isDigest;
    string? user;
    string? bearer;
    string? aws;
    int? maxRedirects;
    double? maxTime;
    double? retryDelay;
    double? retryTime;
    int retries;

    public bool HasUrl => urls.Count > 0;

    public void AddUrl(ShellWord word) => urls.Add(word);

    /// <summary><c>--no-location</c> and the like.</summary>
    public void TurnOff(CurlOption option)
    {
        switch (option.Name)
        {
            case "location": follows = false; break;
            case "insecure": connection.Verifies = true; break;
            case "get": isGet = false; break;
            case "head": isHead = false; break;
        }
    }

    /// <summary>Takes an option.</summary>
    public void Use(CurlOption option, ShellWord word, ShellWord value)
    {
        var text = value.Text;
        switch (option.Name)
        {
            case "url": AddUrl(value); break;
            case "request": method = text; break;
            case "header": AddHeader(text, word); break;
            case "user-agent": headers.Add(new("User-Agent", text)); break;
            case "referer": AddReferer(text, word); break;
            case "cookie": AddCookie(text, word); break;
            case "range": headers.Add(new("Range", $"bytes={text}")); break;
            case "continue-at" when text != "-": headers.Add(new("Range", $"bytes={text}-")); break;
            case "get": isGet = true; break;
            case "head": isHead = true; break;
            case "location" or "location-trusted": follows = true; break;
            case "max-redirs": maxRedirects = Number(text, word) is var most && most < 0 ? 1000 : (int)most; break;
            case "user": user = text; break;
            case "digest": isDigest = true; break;
            case "basic": isDigest = false; break;
            case "oauth2-bearer": bearer = text; break;
            case "aws-sigv4": aws = text; break;
            case "max-time": maxTime = Number(text, word); break;
            case "retry": retries = (int)Math.Clamp(Number(text, word), 0, 999); break;
            case "retry-delay": retryDelay = Number(text, word); break;
            case "retry-max-time": retryTime = Number(text, word); break;
            case "url-query": query.Add(text.StartsWith('+') ? text[1..] : CurlBody.UrlEncoded(text, _ => null) ?? text); break;
            default:
                if (!body.Use(option.Name, text, at(word)) && !outputs.Use(option.Name, text) && !connection.Use(option.Name, text, at(word))) throw new InvalidOperationException(option.Name);
                break;
        }
    }

    /// <summary>The requests.</summary>
    public IEnumerable<ImportedRequest> Finish()
    {
        for (var i = 0; i < urls.Count; i++) yield return Finish(urls[i], i);
    }

    ImportedRequest Finish(ShellWord word, int index)
    {
        var url = WithScheme(word.Text);
        var place = at(word);
        if (ExpressionMark.Literals(url).AsSpan().IndexOfAny("{}") >= 0 || url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..].Contains('[', StringComparison.Ordinal) && !url.Contains("://[", StringComparison.Ordinal))
            notes.Warn(place, "curl would make several URLs of the braces or brackets in this one, unless -g is given: it is taken as it is written");
        // Of the two curl takes the data.
        var asQuery = isGet && body.AsQuery().Any() ? [.. body.AsQuery()] : query;
        if (asQuery.Count > 0) url = Append(url, string.Join('&', asQuery));
        var sent = isGet ? null : body.Finish(headers, ref url, place);
        // Wherever the data stands, before or after.
        if (takesTypeAway is { } header && sent is not null) notes.Warn(at(header), "a workflow cannot take the header Content-Type away: Runner sends its own");
        var retryWait = retryDelay ?? 1;
        return new()
        {
            Place = place,
            Method = method ?? (isHead ? "HEAD" : sent is null ? "GET" : body.IsUpload ? "PUT" : "POST"),
            Url = url,
            Headers = [.. headers],
            Body = sent,
            Auth = AuthOf(place, url),
            FollowRedirects = follows ? null : false,
            MaxRedirects = follows ? maxRedirects : null,
            Timeout = maxTime is > 0 ? Seconds(maxTime.Value) : null,
            // What curl takes for a passing fault.
            Retry = retries == 0 ? null : new(retries + 1, Seconds(retryWait), retryDelay is null ? "exponential" : null, retryTime is > 0 ? Seconds(retryTime.Value) : null,
                "!contains(fromJSON('[408, 429, 500, 502, 503, 504]'), result.status)"),
            VerifyTls = connection.Verifies,
            Tls = connection.Tls,
            Proxy = connection.ProxyUrl(secrets),
            NoProxy = connection.NoProxy,
            Resolve = connection.Resolve,
            UnixSocket = connection.UnixSocket,
            LocalAddress = connection.LocalAddress,
            SaveTo = outputs.For(index, url, place),
            Resume = outputs.Resumes,
            HttpVersion = connection.HttpVersion,
            ConnectTimeout = connection.ConnectTimeout,
            MaxBodySize = connection.MaxBodySize,
        };
    }

    ImportedAuth? AuthOf(string place, string url)
    {
        // curl sends the header that it was given.
        if (headers.Exists(header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))) return null;
        if (bearer is not null) return new ImportedAuth.Bearer(bearer);
        if (user is null) return null;
        var parts = user.Split(':', 2);
        var password = parts.Length > 1 ? parts[1] : secrets.Declare("PASSWORD", $"the password that curl would ask for at {place}");
        if (aws is null) return isDigest ? new ImportedAuth.Digest(parts[0], password) : new ImportedAuth.Basic(parts[0], password);
        var scope = aws.Split(':');
        // As curl does, from names such as lambda.eu-west-3.amazonaws.com.
        var labels = Uri.TryCreate(ExpressionMark.Literals(url), UriKind.Absolute, out var parsed) ? parsed.Host.Split('.') : [];
        var region = scope.Length > 2 && scope[2].Length > 0 ? scope[2] : labels.ElementAtOrDefault(1);
        var service = scope.Length > 3 && scope[3].Length > 0 ? scope[3] : labels.ElementAtOrDefault(0);
        if (region is null or "" || service is null or "") throw new ImportException(place, "`--aws-sigv4` says no region and no service, and the URL has none either", "write them: --aws-sigv4 aws:amz:REGION:SERVICE");
        var fields = new List<KeyValuePair<string, string>> { new("access-key", secrets.Take("AWS_ACCESS_KEY_ID", parts[0], $"the AWS access key at {place}")), new("secret-key", secrets.Take("AWS_SECRET_ACCESS_KEY", password, $"the AWS secret key at {place}")) };
        fields.Add(new("region", region));
        fields.Add(new("service", service));
        return new ImportedAuth.Other("aws", fields);
    }

    void AddHeader(string text, ShellWord word)
    {
        if (text.StartsWith('@'))
        {
            notes.Warn(at(word), $"the headers in the file {text[1..]} are left out");
            return;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        if (colon < 0 && semicolon == text.Length - 1 && semicolon > 0) headers.Add(new(text[..semicolon], ""));
        else if (colon <= 0) notes.Warn(at(word), $"the header `{ExpressionMark.Literals(text)}` is left out: it has no colon");
        else if (text[(colon + 1)..].Trim().Length > 0) headers.Add(new(text[..colon].Trim(), text[(colon + 1)..].Trim()));
        else if (text[..colon].ToLowerInvariant() is var name and ("user-agent" or "accept" or "content-type"))
        {
            // Without a value curl takes its own header away.
            if (name == "content-type") takesTypeAway = word;
            else notes.Warn(at(word), $"a workflow cannot take the header {text[..colon]} away: Runner sends its own");
        }
    }

    void AddReferer(string text, ShellWord word)
    {
        var url = text.Split(';')[0];
        if (text.EndsWith(";auto", StringComparison.Ordinal)) notes.Warn(at(word), "`;auto` is left out: redirects are followed without a Referer of their own");
        if (url.Length > 0) headers.Add(new("Referer", url));
    }

    void AddCookie(string text, ShellWord word)
    {
        if (text.Contains('=', StringComparison.Ordinal) || ExpressionMark.IsIn(text)) headers.Add(new("Cookie", text));
        else if (text.Length > 0) notes.Warn(at(word), $"the cookies in the file {text} are left out");
    }

    double Number(string text, ShellWord word) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
        ? number
        : throw new ImportException(at(word), $"`{word.Text}` needs a number, not `{ExpressionMark.Literals(text)}`", null);

    internal static string Seconds(double seconds) => seconds >= 1 && seconds == Math.Floor(seconds)
        ? string.Create(CultureInfo.InvariantCulture, $"{seconds}s")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, Math.Round(seconds * 1000))}ms");

    static string WithScheme(string url) => url.Contains("://", StringComparison.Ordinal) || ExpressionMark.Whole(url) is not null || url.Length > 0 && ExpressionMark.Literals(url[..1]).Length == 0 ? url : $"http://{url}";

    static string Append(string url, string more)
    {
        var hash = url.IndexOf('#', StringComparison.Ordinal);
        if (hash >= 0) url = url[..hash];
        return url + (url.Contains('?', StringComparison.Ordinal) ? url[^1] is '?' or '&' ? "" : "&" : "?") + more;
    }
}
