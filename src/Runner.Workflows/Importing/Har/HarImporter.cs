using System.Text;
using System.Text.Json;

namespace Runner.Workflows.Importing;

/// <summary>Reads HTTP archives (HAR 1.2), as browsers' developer tools and proxies save them.</summary>
sealed class HarImporter(ImportSource source, ImportOptions options, ImportNotes notes)
{
    const string What = "an HTTP archive (HAR)";

    readonly HarFilter filter = new(options);

    public ImportedWorkflow Read()
    {
        var root = source.Json(What);
        if (root.Get("log") is not { } log || log.Get("entries") is not { ValueKind: JsonValueKind.Array } entries)
            throw new ImportException($"{source.Path}:1:1", $"this is JSON, but not {What}: it has no `log.entries`", root.Get("info") is not null ? "a Postman collection is imported with: runner import postman" : null);

        var requests = new List<ImportedRequest>();
        var number = 0;
        foreach (var entry in entries.EnumerateArray())
        {
            number++;
            if (entry.Get("request") is not { } request || request.Text("url") is not { } url) notes.Warn($"{source.Path}: entry {number}", "it is left out: it has no `request.url`");
            else if (request.Text("method") is { } method && !IsMethod(method.Trim())) notes.Warn($"{source.Path}: entry {number}", "it is left out: its `request.method` is no method of HTTP");
            else if (filter.Wants(entry, url)) requests.Add(RequestOf(entry, request, url, $"{source.Path}: entry {number}"));
        }

        foreach (var note in filter.Notes) notes.Note(note);
        if (requests.Count == 0 && number > 0) throw new ImportException(source.Path, $"of its {number} requests none is wanted: {string.Join("; ", filter.Notes)}", "--with-assets and --only-host say what is wanted");
        var host = requests.Count > 0 && Uri.TryCreate(requests[0].Url, UriKind.Absolute, out var first) ? first.Host : "recording";
        return new(host) { Requests = requests };
    }

    ImportedRequest RequestOf(JsonElement entry, JsonElement request, string url, string place)
    {
        var headers = request.Items("headers").Select(header => new KeyValuePair<string, string>(header.Text("name") ?? "", header.Text("value") ?? "")).ToList();
        AddCookies(headers, request);
        var status = int.TryParse(entry.Get("response")?.Text("status"), out var recorded) ? recorded : 0;
        // It was answered from the browser's cache, which a workflow has not.
        if (status == 304) headers.RemoveAll(header => header.Key.StartsWith("If-", StringComparison.OrdinalIgnoreCase));
        headers.RemoveAll(header => header.Key.StartsWith(':') || header.Key.Equals("Accept-Encoding", StringComparison.OrdinalIgnoreCase) || !options.WithAllHeaders && HarFilter.IsBrowsers(header.Key, header.Value));
        return new()
        {
            Place = place,
            Method = (request.Text("method") ?? "GET").Trim().ToUpperInvariant(),
            Url = url,
            Headers = headers,
            Body = request.Get("postData") is { } data ? BodyOf(data, headers, place) : null,
            // The archive has each hop as a request of its own.
            FollowRedirects = status is 301 or 302 or 303 or 307 or 308 ? false : null,
            Expect = status is 0 or 304 ? [] : [$"result.status == {status}"],
        };
    }

    static bool IsMethod(string text) => text.Length is > 0 and <= 40 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');

    static void AddCookies(List<KeyValuePair<string, string>> headers, JsonElement request)
    {
        if (headers.Exists(header => header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase))) return;
        var cookies = request.Items("cookies").Where(cookie => cookie.Text("name") is { Length: > 0 }).Select(cookie => $"{cookie.Text("name")}={cookie.Text("value")}").ToList();
        if (cookies.Count > 0) headers.Add(new("Cookie", string.Join("; ", cookies)));
    }

    ImportedBody? BodyOf(JsonElement data, List<KeyValuePair<string, string>> headers, string place)
    {
        var type = data.Text("mimeType") is { Length: > 0 } mime ? mime : headers.Find(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        var fields = data.Items("params").Where(field => field.Text("name") is { Length: > 0 }).ToList();
        if (type?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true && fields.Count > 0)
        {
            return new ImportedBody.Multipart([.. fields.Select(field => field.Text("fileName") is { Length: > 0 } file
                ? new ImportedPart(field.Text("name")!, null, options.PathFor(file)) { ContentType = field.Text("contentType") }
                : new ImportedPart(field.Text("name")!, field.Text("value") ?? "", null))]);
        }

        if (data.Text("text") is { Length: > 0 } text)
        {
            if (data.Text("encoding") != "base64") return new ImportedBody.Text(text, type);
            try
            {
                return new ImportedBody.Text(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(text)), type);
            }
            catch (Exception e) when (e is FormatException or DecoderFallbackException)
            {
                notes.Warn(place, "its body is left out: it is not text");
                return null;
            }
        }

        // Names and values are as the browser decoded them, or as it sent them.
        return fields.Count > 0 ? new ImportedBody.Form([.. fields.Select(field => new KeyValuePair<string, string>(field.Text("name")!, field.Text("value") ?? ""))]) : null;
    }
}
