using System.Text.RegularExpressions;
using Runner.Workflows.Values;

namespace Runner.Workflows.Importing;

/// <summary>The body of a request in a <c>.http</c> file: text, lines that name files, multipart, GraphQL.</summary>
sealed partial class HttpFileBody(HttpFileSection section, ImportOptions options, ImportNotes notes, Func<string, string> substitute, string place)
{
    /// <summary>The body; null for none. Headers that only tell the editor something are taken away.</summary>
    public ImportedBody? Read(List<KeyValuePair<string, string>> headers)
    {
        var lines = section.Body.Select(line => line.Text).ToList();
        var isGraphQl = headers.RemoveAll(header => header.Key.Equals("X-Request-Type", StringComparison.OrdinalIgnoreCase) && header.Value.Equals("GraphQL", StringComparison.OrdinalIgnoreCase)) > 0
            || section.RequestLine!.Value.Text.StartsWith("GRAPHQL ", StringComparison.Ordinal);
        if (lines.Count == 0) return null;
        var type = headers.Find(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value;
        if (isGraphQl) return GraphQl(string.Join('\n', lines));
        if (type is not null && Boundary().Match(type) is { Success: true } boundary) return Multipart(lines, boundary.Groups["boundary"].Value);
        if (lines.Count == 1 && FileOf(lines[0]) is { } file) return WholeFile(file, lines[0].StartsWith("<@", StringComparison.Ordinal), type);
        var text = string.Join('\n', lines.SelectMany(line => FileOf(line) is { } part ? TextOf(part, line.StartsWith("<@", StringComparison.Ordinal)) is { } read ? [read] : [] : (string[])[substitute(line)]));
        // A form may have a line for each field.
        if (type?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true) text = string.Concat(text.Split('\n').Select(line => line.Trim()));
        var implied = type is null && text.TrimStart() is ['{' or '[', ..] ? "application/json" : null;
        return new ImportedBody.Text(text, implied);
    }

    ImportedBody? WholeFile(string path, bool hasVariables, string? type)
    {
        // With variables in it, its text goes into the workflow.
        if (!hasVariables && options.Capabilities.FileBody) return new ImportedBody.File(options.PathFor(path), type);
        return TextOf(path, hasVariables) is { } text ? new ImportedBody.Text(text, type ?? (path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? "application/json" : null)) : null;
    }

    string? TextOf(string path, bool hasVariables)
    {
        if (ImportedFile.Read(path, options, out var why) is { } text) return hasVariables ? substitute(text) : text;
        notes.Warn(place, $"the file {path} of its body is left out: {why}");
        return null;
    }

    ImportedBody.Text GraphQl(string text)
    {
        // The variables, as JSON, follow the query after an empty line.
        var split = Variables().Match(text);
        var query = split.Success ? text[..split.Index] : text;
        var variables = split.Success ? text[split.Index..].Trim() : "{}";
        return new($$"""{"query": {{ValueJson.Write(Value.From(query.Trim()))}}, "variables": {{substitute(variables)}}}""", "application/json");
    }

    ImportedBody.Multipart Multipart(List<string> lines, string boundary)
    {
        var parts = new List<ImportedPart>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Trim() != $"--{boundary}") continue;
            string name = "part", fileName = "";
            string? type = null;
            for (i++; i < lines.Count && lines[i].Trim().Length > 0; i++)
            {
                if (Disposition().Match(lines[i]) is { Success: true } match)
                {
                    name = Field(lines[i], "name") ?? name;
                    fileName = Field(lines[i], "filename") ?? "";
                }
                else if (lines[i].StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase)) type = substitute(lines[i][13..].Trim());
            }

            var content = new List<string>();
            for (i++; i < lines.Count && !lines[i].StartsWith($"--{boundary}", StringComparison.Ordinal); i++) content.Add(lines[i]);
            i--;
            while (content.Count > 0 && content[^1].Trim().Length == 0) content.RemoveAt(content.Count - 1);
            if (content.Count == 1 && FileOf(content[0]) is { } path)
                parts.Add(new(substitute(name), null, options.PathFor(path)) { FileName = fileName.Length > 0 && fileName != Path.GetFileName(path) ? fileName : null, ContentType = type });
            else parts.Add(new(substitute(name), substitute(string.Join('\n', content)), null) { FileName = fileName.Length > 0 ? fileName : null, ContentType = type });
        }

        return new(parts);
    }

    static string? Field(string line, string name) => Regex.Match(line, $@"[;\s]{name}=(?:""([^""]*)""|([^;\s]+))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant) is { Success: true } match ? match.Groups[1].Value + match.Groups[2].Value : null;

    /// <summary><c>&lt; ./file</c>, and <c>&lt;@ ./file</c> or <c>&lt;@latin1 ./file</c> for one with variables.</summary>
    static string? FileOf(string line) => FileLine().Match(line) is { Success: true } match ? match.Groups["path"].Value.Trim() : null;

    [GeneratedRegex(@"^<(?:@\w*)?\s+(?<path>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex FileLine();

    [GeneratedRegex(@"^multipart/form-data\s*;.*?boundary=""?(?<boundary>[^"";\s]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"^Content-Disposition\s*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Disposition();

    [GeneratedRegex(@"\n\s*\n\s*(?=\{)", RegexOptions.CultureInvariant)]
    private static partial Regex Variables();
}
