using System.Text.RegularExpressions;
using Runner.Workflows.Text;

namespace Runner.Workflows.Importing;

/// <summary>Reads <c>.http</c> files, as VS Code's REST Client and JetBrains' HTTP Client have them.</summary>
sealed partial class HttpFileImporter(ImportSource source, ImportOptions options, ImportedSecrets secrets, ImportNotes notes)
{
    const string What = "a .http file";

    readonly SourceText text = source.Text(What);
    readonly VariableTable variables = new(secrets, notes);
    readonly HashSet<string> ids = new(StringComparer.OrdinalIgnoreCase);
    readonly List<ImportedRequest> requests = [];

    public ImportedWorkflow Read()
    {
        var sections = HttpFileSection.Split(text);
        // A variable is known in the whole file, wherever it stands.
        foreach (var section in sections)
            foreach (var (variable, value) in section.Variables) variables.Redefine(variable, value);
        foreach (var section in sections)
        {
            foreach (var header in section.Headers.Select(header => header.Text.Split(':', 2))) variables.MarkSecretsOfHeader(header[0].Trim(), header[^1]);
            variables.MarkSecretsOfUrl(section.RequestLine?.Text ?? "");
        }

        foreach (var section in sections)
        {
            if (section.RequestLine is not { } line) continue;
            if (line.Text.StartsWith("curl ", StringComparison.Ordinal)) requests.AddRange(new CurlImporter(new(source.Path, section.Whole), options, secrets, notes).Read().Requests);
            else requests.Add(RequestOf(section, line));
        }

        if (requests.Count == 0) throw new ImportException(text.Path, "there is no request in it", "one looks like: GET https://example.com/health");
        return new(Path.GetFileNameWithoutExtension(source.Path) is { Length: > 0 } name && name != "<stdin>" ? name : "requests") { Inputs = variables.Inputs, Env = variables.Env, Requests = requests };
    }

    ImportedRequest RequestOf(HttpFileSection section, HttpFileLine line)
    {
        var place = new SourceLocation(text, new(line.Offset, line.Text.Length));
        var (method, url, version) = RequestLine(line, place);
        var where = place.ToString();
        foreach (var (name, value) in section.Prompts) variables.Define(name, value);
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var header in section.Headers)
        {
            var colon = header.Text.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) throw new ImportException(new SourceLocation(text, new(header.Offset, header.Text.Length)), "this is no header", "after the line with the URL come lines of `Name: value`, and before a body an empty line");
            headers.Add(new(header.Text[..colon].Trim(), Substitute(header.Text[(colon + 1)..].Trim(), where)));
        }

        var id = NewId(section.Id ?? StepNames.IdOf(section.Title ?? $"{method} {ExpressionMark.Literals(PathOf(Substitute(url, where)))}"));
        var body = new HttpFileBody(section, options, notes, raw => Substitute(raw, where), where).Read(headers);
        var auth = AuthOf(headers);
        var address = Substitute(url, where);
        if (!address.Contains("://", StringComparison.Ordinal) && !ExpressionMark.IsIn(address.Split('/')[0]))
        {
            var host = headers.Find(header => header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)).Value;
            if (address.StartsWith('/') && host is null) throw new ImportException(place, "this URL has no host", "write the whole URL, or a `Host` header below it");
            address = address.StartsWith('/') ? $"http://{host}{address}" : $"http://{address}";
        }

        var script = TestScript.Read(section.ResponseScript);
        if (script.Rest is { } rest) notes.Warn(where, $"of its response handler a part is left out: {rest}");
        foreach (var left in section.LeftOut) notes.Warn(new SourceLocation(text, new(left.Offset, left.Text.Length)).ToString(), $"`{Shown(left.Text)}` is left out");
        var request = new ImportedRequest
        {
            Place = where,
            Name = section.Title ?? section.Id,
            Id = id,
            Method = method,
            Url = address,
            Headers = headers,
            Auth = auth,
            Body = body,
            FollowRedirects = section.Tags.Contains("no-redirect") ? false : null,
            HttpVersion = version,
            Timeout = section.Timeout,
            ConnectTimeout = section.ConnectTimeout,
            Expect = script.Expect,
        };
        return request with { Outputs = ScriptResults.Keep(script, id, variables) };
    }

    static (string Method, string Url, string? Version) RequestLine(HttpFileLine line, SourceLocation place)
    {
        if (LoneMethod().IsMatch(line.Text)) throw new ImportException(place, "this line has no URL", "one looks like: GET https://example.com/health");
        var match = Request().Match(line.Text);
        var method = match.Groups["method"] is { Success: true } given ? given.Value : "GET";
        var rest = match.Groups["rest"].Value.Trim();
        var version = Version().Match(rest);
        if (version.Success) rest = rest[..version.Index].Trim();
        if (method == "GRAPHQL") method = "POST";
        if (method is "WEBSOCKET" or "GRPC" or "RSOCKET") throw new ImportException(place, $"{method} is no HTTP request", "take it out of the file; the websocket plugin has actions of its own");
        if (rest.Length == 0) throw new ImportException(place, "this line has no URL", "one looks like: GET https://example.com/health");
        if (rest.Contains(' ', StringComparison.Ordinal) && match.Groups["method"] is not { Success: true } && !rest.Contains("://", StringComparison.Ordinal) && !rest.Contains("{{", StringComparison.Ordinal))
            throw new ImportException(place, "this is no request", "one looks like: GET https://example.com/health");
        return (method, rest, version.Success && version.Groups["prior"].Success ? "http2" : null);
    }

    /// <summary>REST Client also takes <c>Basic user password</c>, not encoded.</summary>
    static ImportedAuth? AuthOf(List<KeyValuePair<string, string>> headers)
    {
        var at = headers.FindIndex(header => header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase));
        if (at < 0) return null;
        var words = headers[at].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || words[0] is not ("Basic" or "Digest")) return null;
        // Expressions have spaces of their own only between calls' arguments, and none stands here.
        var pair = words.Length == 3 ? words[1..] : words.Length == 2 && words[1].Contains(':', StringComparison.Ordinal) ? words[1].Split(':', 2) : null;
        if (pair is null) return null;
        headers.RemoveAt(at);
        return words[0] == "Basic" ? new ImportedAuth.Basic(pair[0], pair[1]) : new ImportedAuth.Digest(pair[0], pair[1]);
    }

    string NewId(string id)
    {
        id = id.Length > 0 && char.IsAsciiLetter(id[0]) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? id : StepNames.IdOf(id);
        var unique = id;
        for (var i = 2; !ids.Add(unique); i++) unique = $"{id}-{i}";
        return unique;
    }

    string Substitute(string raw, string place)
    {
        raw = Answer().Replace(raw, match =>
        {
            var step = match.Groups["step"].Value;
            if (!ids.Contains(step)) return match.Value;
            var path = match.Groups["path"].Value;
            var value = match.Groups["part"].Value == "headers" ? $"steps.{step}.result.headers[{ExpressionMark.Quote(path.TrimStart('.'))}]"
                : path is "" or ".*" ? $"steps.{step}.result.body"
                : ResponsePath.Of(path.StartsWith(".$", StringComparison.Ordinal) ? path[2..] : path, $"steps.{step}.result.json");
            return value is null ? match.Value : ExpressionMark.Of(value);
        });
        return variables.Substitute(raw, place);
    }

    static string PathOf(string url)
    {
        var start = url.IndexOf("://", StringComparison.Ordinal);
        var path = url.IndexOf('/', start < 0 ? 0 : start + 3);
        return UrlText.Split(path < 0 ? "/" : url[path..]).Address;
    }

    static string Shown(string line) => line.Length > 60 ? line[..60] + "…" : line;

    [GeneratedRegex(@"^(?:(?<method>[A-Z]{3,20})\s+)?(?<rest>.*)$", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Request();

    [GeneratedRegex(@"^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT|GRAPHQL)$", RegexOptions.CultureInvariant)]
    private static partial Regex LoneMethod();

    [GeneratedRegex(@"\s+HTTP/[0-9.]+(?<prior>\s+\(Prior Knowledge\))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();

    [GeneratedRegex(@"\{\{\s*(?<step>[\w-]+)\.response\.(?<part>body|headers)(?<path>[^{}\r\n]*?)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Answer();
}
