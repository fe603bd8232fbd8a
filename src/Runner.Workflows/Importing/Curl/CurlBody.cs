using System.Text;

namespace Runner.Workflows.Importing;

/// <summary>What a curl command sends: data, a form, or a file.</summary>
sealed class CurlBody(ImportOptions options, ImportNotes notes)
{
    const string FormType = "application/x-www-form-urlencoded";

    readonly List<string> pieces = [];
    readonly List<ImportedPart> parts = [];
    string? file;
    bool isJson;
    bool isLeftOut;

    public bool IsEmpty => pieces.Count == 0 && parts.Count == 0 && file is null;

    /// <summary>Whether it is a file to be stored, with PUT.</summary>
    public bool IsUpload { get; private set; }

    /// <summary>Takes an option; false when it is of something else.</summary>
    public bool Use(string option, string value, string place)
    {
        switch (option)
        {
            case "data-raw":
                TakeFile(place);
                pieces.Add(value);
                break;
            case "data" or "data-ascii": AddData(value, isBinary: false, place); break;
            case "data-binary": AddData(value, isBinary: true, place); break;
            case "json":
                var before = pieces.Count;
                AddData(value, isBinary: true, place);
                // Several are one text.
                if (isJson && before > 0 && pieces.Count > before)
                {
                    pieces[^2] += pieces[^1];
                    pieces.RemoveAt(pieces.Count - 1);
                }

                isJson = true;
                break;
            case "data-urlencode":
                TakeFile(place);
                if (UrlEncoded(value, path => Read(path, place)) is { } encoded) pieces.Add(encoded);
                break;
            case "form": AddPart(value, place); break;
            case "form-string":
                var sign = value.IndexOf('=', StringComparison.Ordinal);
                if (sign > 0) parts.Add(new(value[..sign], value[(sign + 1)..], null));
                break;
            case "upload-file":
                IsUpload = true;
                file = value;
                break;
            default: return false;
        }

        return true;
    }

    /// <summary>With <c>-G</c>: the data in pieces of a query.</summary>
    public IEnumerable<string> AsQuery() => pieces;

    /// <summary>The body; null for none.</summary>
    /// <param name="headers">The headers given; those that go with the body are added.</param>
    /// <param name="url">The URL, to which an upload adds the file's name.</param>
    /// <param name="place">The request's place.</param>
    public ImportedBody? Finish(List<KeyValuePair<string, string>> headers, ref string url, string place)
    {
        if (parts.Count > 0) return new ImportedBody.Multipart(parts);
        if (IsUpload)
        {
            if (file is "-" or ".") notes.Warn(place, "what curl would read from its standard input is left out");
            if (url.EndsWith('/') && file is not null and not ("-" or ".")) url += UrlText.Escape(Path.GetFileName(file));
            return file is "-" or "." or null ? null : new ImportedBody.File(options.PathFor(file), null);
        }

        if (isJson && !Has("Accept")) headers.Add(new("Accept", "application/json"));
        if (file is not null) return new ImportedBody.File(options.PathFor(file), isJson ? "application/json" : FormType);
        if (isJson)
        {
            return new ImportedBody.Text(string.Join('&', pieces), "application/json");
        }

        return pieces.Count > 0 ? new ImportedBody.Text(string.Join('&', pieces), FormType) : isLeftOut ? new ImportedBody.Text("", FormType) : null;

        bool Has(string name) => headers.Exists(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary><c>--data-urlencode</c>: <c>content</c>, <c>=content</c>, <c>name=content</c>, <c>@file</c>, <c>name@file</c>; null when its file cannot be read.</summary>
    public static string? UrlEncoded(string value, Func<string, string?> read)
    {
        var sign = value.AsSpan().IndexOfAny('=', '@');
        if (sign < 0) return UrlText.Escape(value);
        var name = sign == 0 ? "" : value[..sign] + "=";
        var content = value[sign] == '=' ? value[(sign + 1)..] : read(value[(sign + 1)..]);
        return content is null ? null : name + UrlText.Escape(content);
    }

    /// <summary>With more data the file is no longer the whole body: its text goes before it.</summary>
    void TakeFile(string place)
    {
        if (file is null || IsUpload) return;
        if (Read(file, place) is { } text) pieces.Add(text);
        file = null;
    }

    void AddData(string value, bool isBinary, string place)
    {
        TakeFile(place);
        if (!value.StartsWith('@'))
        {
            pieces.Add(value);
            return;
        }

        // As it is, a file can be the body by itself; curl takes its line breaks away where it is not told to be binary.
        if (isBinary && pieces.Count == 0 && options.Capabilities.FileBody && value != "@-")
        {
            file = value[1..];
            return;
        }

        // A file that comes to be later: better with its line breaks than not at all.
        if (options.Capabilities.FileBody && pieces.Count == 0 && value != "@-" && !System.IO.File.Exists(Path.Combine(options.SourceDirectory, value[1..])))
        {
            file = value[1..];
            notes.Warn(place, $"the file {file} is not there yet: it will be sent as it is, and curl would take its line breaks away");
            return;
        }

        if (Read(value[1..], place) is { } text) pieces.Add(isBinary ? text : text.Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal));
    }

    /// <summary>A file's text, to be written into the workflow; null, with a warning, when it has none.</summary>
    string? Read(string path, string place)
    {
        if (ImportedFile.Read(path, options, out var why) is { } text) return text;
        isLeftOut = true;
        notes.Warn(place, $"the data from {(path == "-" ? "the standard input" : $"the file {path}")} is left out: {why}");
        return null;
    }

    /// <summary><c>name=content</c>, <c>name=@file</c>, <c>name=&lt;file</c>, each with <c>;type=</c> and <c>;filename=</c>.</summary>
    void AddPart(string value, string place)
    {
        var sign = value.IndexOf('=', StringComparison.Ordinal);
        if (sign < 0)
        {
            notes.Warn(place, $"the form field `{ExpressionMark.Literals(value)}` is left out: it has no `=`");
            return;
        }

        var (name, rest) = (value[..sign], value[(sign + 1)..]);
        if (!rest.StartsWith('@') && !rest.StartsWith('<'))
        {
            var content = Fields(rest, out var type, out var fileName);
            parts.Add(new(name, content, null) { ContentType = type, FileName = fileName });
            return;
        }

        foreach (var one in rest.StartsWith('@') ? Pieces(rest[1..], ',') : [rest[1..]])
        {
            var path = Fields(one, out var type, out var fileName);
            if (rest[0] == '@' && path != "-") parts.Add(new(name, null, options.PathFor(path)) { ContentType = type, FileName = fileName });
            else if (Read(path, place) is { } text) parts.Add(new(name, text, null) { ContentType = type, FileName = fileName });
        }
    }

    static string Fields(string text, out string? type, out string? fileName)
    {
        type = fileName = null;
        var pieces = Pieces(text, ';');
        for (var i = pieces.Count - 1; i > 0; i--)
        {
            var field = pieces[i].Trim();
            if (field.StartsWith("type=", StringComparison.OrdinalIgnoreCase)) type = Unquoted(field[5..]);
            else if (field.StartsWith("filename=", StringComparison.OrdinalIgnoreCase)) fileName = Unquoted(field[9..]);
            // A type may have fields of its own: `type=text/plain;charset=utf-8`.
            else if (i > 1 && pieces[i - 1].TrimStart().StartsWith("type=", StringComparison.OrdinalIgnoreCase)) (pieces[i - 1], pieces[i]) = ($"{pieces[i - 1]};{field}", "");
            else if (!field.StartsWith("headers=", StringComparison.OrdinalIgnoreCase) && !field.StartsWith("encoder=", StringComparison.OrdinalIgnoreCase)) break;
            pieces.RemoveAt(i);
        }

        return Unquoted(string.Join(';', pieces));
    }

    static List<string> Pieces(string text, char separator)
    {
        var pieces = new List<string> { "" };
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && quoted && i + 1 < text.Length) pieces[^1] += text[i++];
            else if (text[i] == '"') quoted = !quoted;
            if (text[i] == separator && !quoted) pieces.Add("");
            else pieces[^1] += text[i];
        }

        return pieces;
    }

    static string Unquoted(string text)
    {
        if (text is not ['"', .., '"']) return text;
        var plain = new StringBuilder();
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length - 1) i++;
            plain.Append(text[i]);
        }

        return plain.ToString();
    }
}
